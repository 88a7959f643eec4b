/**
 * What a task of Spark does: take its trial, choose its device, train, report. What the driver does
 * with the report is in {@code spark}. Begin with {@link
 * org.sparkhalving.spark.executor.TrialTask}.
 */
package org.sparkhalving.spark.executor;

/**
 * The driver's side of a study on Spark: its session, jobs, executors, and the run from journal to
 * tables. What runs in tasks is in {@code spark.executor}, the loop itself in {@code study}. Begin
 * with {@link org.sparkhalving.spark.StudyRun}, then {@link
 * org.sparkhalving.spark.TrainedExecution} and {@link org.sparkhalving.spark.SparkBackend}.
 */
package org.sparkhalving.spark;

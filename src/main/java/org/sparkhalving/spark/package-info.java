/**
 * The study as a Spark job: the driver's loop, trials as tasks, devices, broadcast data, live
 * metrics and the Parquet tables.
 */
package org.sparkhalving.spark;

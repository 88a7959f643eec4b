/**
 * What Spark says of jobs that failed, taken apart. Whose fault a failure is, {@code
 * training.failure} says. Begin with {@link org.sparkhalving.spark.failure.FailureText}.
 */
package org.sparkhalving.spark.failure;

package org.sparkhalving.spark;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a task asks for that shall have an executor to itself: all cores of one. When native code
 * ends an executor that had several trials, Spark cannot tell whose it was.
 */
final class WholeExecutor {
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  private WholeExecutor() {}

  /**
   * The profile of such a task; empty where executors have one trial at a time anyway, as in local
   * mode, where there are none.
   */
  static Optional<ResourceProfile> profile(SparkContext context) {
    SparkConf keys = context.getConf();
    int cores = mostCores(context);
    if (cores < 2 * keys.getInt("spark.task.cpus", 1)) {
      return Optional.empty();
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cores);
    if (keys.contains(TASK_GPUS)) {
      requests.resource("gpu", keys.getDouble(TASK_GPUS, 1));
    }
    return Optional.of(new ResourceProfileBuilder().require(requests).build());
  }

  /** The cores of the largest executor that the session has had; 0 for none. */
  private static int mostCores(SparkContext context) {
    return CollectionConverters.asJava(context.statusStore().executorList(false)).stream()
        .filter(executor -> !executor.id().equals("driver"))
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        .orElse(0);
  }
}

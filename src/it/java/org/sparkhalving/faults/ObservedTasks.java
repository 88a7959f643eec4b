package org.sparkhalving.faults;

import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Writes down when each task begins and ends, and the GPU that it holds, into the folder {@code
 * spark.faults.tasks}. {@link TaskSpan} reads it. What is written lies within the time for which
 * Spark has given the GPU to the task.
 */
public final class ObservedTasks extends TaskFault {
  static final String START = ".start";
  static final String END = ".end";

  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    Path folder = Path.of(properties.get("spark.faults.tasks"));
    String name = UUID.randomUUID().toString();
    write(folder, name + START, start(task));
    atEnd(task, () -> write(folder, name + END, Long.toString(System.currentTimeMillis())));
  }

  private static String start(TaskContext task) {
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    return String.join(
        "\t",
        Long.toString(ProcessHandle.current().pid()),
        gpu == null ? "" : String.join(",", gpu.addresses()),
        job(task),
        Integer.toString(task.attemptNumber()),
        Long.toString(System.currentTimeMillis()));
  }
}

package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin that does something to tasks as they begin, on their threads. Its properties begin
 * with {@code spark.faults}; what it did is said by files in a folder that one of them names.
 */
abstract class TaskFault implements SparkPlugin {
  /** What to do to the task of which {@code properties} are Spark's. */
  abstract void taskBegins(TaskContext task, SparkConf properties);

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private SparkConf properties;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        properties = context.conf();
      }

      @Override
      public void onTaskStart() {
        taskBegins(TaskContext.get(), properties);
      }
    };
  }

  /** What the driver calls a trial's task; empty for other tasks. */
  static String job(TaskContext task) {
    String description = task.getLocalProperty("spark.job.description");
    return description != null && description.startsWith("trial ") ? description : "";
  }

  /** The trial's number in what {@link #job} says. */
  static int trial(String job) {
    return Integer.parseInt(job.split(" ", -1)[1]);
  }

  /** Does something when the task has ended, on its thread. */
  static void atEnd(TaskContext task, Runnable action) {
    task.addTaskCompletionListener((TaskCompletionListener) ended -> action.run());
  }

  /** Leaves a file in the folder {@code spark.faults.injections}. */
  static void injected(SparkConf properties, String text) {
    write(
        Path.of(properties.get("spark.faults.injections")), UUID.randomUUID() + ".injected", text);
  }

  /** Readers see the whole file or none. */
  static void write(Path folder, String name, String text) {
    try {
      Path file = Files.writeString(folder.resolve(name + "." + UUID.randomUUID()), text);
      Files.move(file, folder.resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

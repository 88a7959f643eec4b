package org.sparkhalving.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin that writes down when each task begins and ends, and the GPU that it holds, into
 * the folder {@code spark.faults.tasks}. {@link TaskSpan} reads it. What it writes lies within the
 * time for which Spark has given the GPU to the task.
 */
public final class ObservedTasks implements SparkPlugin {
  static final String START = ".start";
  static final String END = ".end";

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private Path folder;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        folder = Path.of(context.conf().get("spark.faults.tasks"));
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String name = UUID.randomUUID().toString();
        write(folder, name + START, start(task));
        task.addTaskCompletionListener(
            (TaskCompletionListener)
                context -> write(folder, name + END, Long.toString(System.currentTimeMillis())));
      }
    };
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

  /** What the driver calls a trial's task; empty for other tasks. */
  static String job(TaskContext task) {
    String description = task.getLocalProperty("spark.job.description");
    return description != null && description.startsWith("trial ") ? description : "";
  }

  /** The trial's number in what {@link #job} says. */
  static int trial(String job) {
    return Integer.parseInt(job.split(" ", -1)[1]);
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

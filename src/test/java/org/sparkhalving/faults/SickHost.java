package org.sparkhalving.faults;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin by which every trial's task on one host fails at its end; the host's address is
 * {@code spark.faults.host}, or {@code all}. Each leaves a file in the folder {@code
 * spark.faults.injections}.
 */
public final class SickHost implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private Path folder;
      private boolean sick;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        folder = Path.of(context.conf().get("spark.faults.injections"));
        String host = context.conf().get("spark.faults.host");
        sick = host.equals("all") || host.equals(context.hostname());
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String job = ObservedTasks.job(task);
        if (sick && !job.isEmpty()) {
          task.addTaskCompletionListener((TaskCompletionListener) context -> fail(job));
        }
      }

      private void fail(String job) {
        ObservedTasks.write(folder, UUID.randomUUID() + ".injected", job);
        throw new IllegalStateException("the disk is full");
      }
    };
  }
}

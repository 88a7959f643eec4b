package org.sparkhalving.faults;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkEnv;
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
      private String host;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        folder = Path.of(context.conf().get("spark.faults.injections"));
        host = context.conf().get("spark.faults.host");
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String job = ObservedTasks.job(task);
        String here = SparkEnv.get().blockManager().blockManagerId().host();
        if (!job.isEmpty() && (host.equals("all") || host.equals(here))) {
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

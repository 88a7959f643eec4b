package org.sparkhalving.faults;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A Spark plugin by which the tasks of one trial, {@code spark.faults.trial}, never begin to train:
 * a study cannot end while it is there.
 */
public final class EndlessTrial implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private int trial;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        trial = context.conf().getInt("spark.faults.trial", 0);
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String job = ObservedTasks.job(task);
        while (!job.isEmpty() && ObservedTasks.trial(job) == trial && !task.isInterrupted()) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    };
  }
}

package org.sparkhalving.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin that makes the first attempts at some trials' tasks slow: those of trials 0, 3, 6
 * and so on before they train, those of trials 1, 4, 7 and so on after they have published what
 * they trained. A speculative copy overtakes them.
 */
public final class SlowTasks implements SparkPlugin {
  private static final Duration DELAY = Duration.ofSeconds(5);

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {}

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String job = ObservedTasks.job(task);
        if (job.isEmpty() || task.attemptNumber() > 0) {
          return;
        }
        int kind = ObservedTasks.trial(job) % 3;
        if (kind == 0) {
          delay();
        } else if (kind == 1) {
          task.addTaskCompletionListener((TaskCompletionListener) context -> delay());
        }
      }
    };
  }

  private static void delay() {
    long end = System.nanoTime() + DELAY.toNanos();
    for (long left = DELAY.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

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
 * A Spark plugin that makes the first attempts at some trials' tasks slow: those of even trials
 * before they train, those of odd ones after they have published what they trained. A speculative
 * copy overtakes them.
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
        if (ObservedTasks.trial(job) % 2 == 0) {
          delay();
        } else {
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

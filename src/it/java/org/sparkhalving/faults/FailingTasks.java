package org.sparkhalving.faults;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A Spark plugin by which a fifth of the attempts at trials' tasks fail, at most three of a job:
 * some after they have published what they trained, some are killed in their first epoch. Which
 * ones depends on {@code spark.faults.seed}, the job and the attempt's number alone. Each leaves a
 * file in the folder {@code spark.faults.injections}.
 */
public final class FailingTasks implements SparkPlugin {
  private static final double SHARE = 0.2;
  private static final int MOST_OF_A_JOB = 3;

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      private Path folder;
      private long seed;

      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        folder = Path.of(context.conf().get("spark.faults.injections"));
        seed = context.conf().getLong("spark.faults.seed", 0);
      }

      @Override
      public void onTaskStart() {
        TaskContext task = TaskContext.get();
        String job = ObservedTasks.job(task);
        int attempt = task.attemptNumber();
        SplittableRandom random =
            new SplittableRandom(seed + 1_000_003L * job.hashCode() + 7919L * attempt);
        if (job.isEmpty() || attempt >= MOST_OF_A_JOB || random.nextDouble() >= SHARE) {
          return;
        }
        if (random.nextBoolean()) {
          inject(job, attempt);
          task.markInterrupted("injected");
        } else {
          task.addTaskCompletionListener((TaskCompletionListener) context -> fail(job, attempt));
        }
      }

      private void fail(String job, int attempt) {
        inject(job, attempt);
        throw new IllegalStateException("injected");
      }

      private void inject(String job, int attempt) {
        ObservedTasks.write(folder, UUID.randomUUID() + ".injected", job + ", " + attempt);
      }
    };
  }
}

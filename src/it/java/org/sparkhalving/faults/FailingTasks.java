package org.sparkhalving.faults;

import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;

/**
 * A fifth of the attempts at trials' tasks fail, at most three of a job: some after they have
 * published what they trained, some are killed in their first epoch. Which ones depends on {@code
 * spark.faults.seed}, the job and the attempt's number alone. Each leaves a file.
 */
public final class FailingTasks extends TaskFault {
  private static final double SHARE = 0.2;
  private static final int MOST_OF_A_JOB = 3;

  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    String job = job(task);
    int attempt = task.attemptNumber();
    long seed = properties.getLong("spark.faults.seed", 0);
    SplittableRandom random =
        new SplittableRandom(seed + 1_000_003L * job.hashCode() + 7919L * attempt);
    if (job.isEmpty() || attempt >= MOST_OF_A_JOB || random.nextDouble() >= SHARE) {
      return;
    }
    String text = job + ", " + attempt;
    if (random.nextBoolean()) {
      injected(properties, text);
      task.markInterrupted("injected");
    } else {
      atEnd(
          task,
          () -> {
            injected(properties, text);
            throw new IllegalStateException("injected");
          });
    }
  }
}

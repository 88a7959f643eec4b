package org.sparkhalving.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;

/**
 * The first attempts at some trials' tasks are slow: those of trials 0, 3, 6 and so on before they
 * train, those of trials 1, 4, 7 and so on after they have published what they trained. A
 * speculative copy overtakes them.
 */
public final class SlowTasks extends TaskFault {
  private static final Duration DELAY = Duration.ofSeconds(5);

  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    String job = job(task);
    if (job.isEmpty() || task.attemptNumber() > 0) {
      return;
    }
    switch (trial(job) % 3) {
      case 0 -> delay();
      case 1 -> atEnd(task, SlowTasks::delay);
      default -> {}
    }
  }

  private static void delay() {
    long end = System.nanoTime() + DELAY.toNanos();
    for (long left = DELAY.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

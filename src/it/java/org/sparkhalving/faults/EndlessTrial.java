package org.sparkhalving.faults;

import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;

/**
 * The tasks of one trial, {@code spark.faults.trial}, never begin to train: a study cannot end
 * while this is there.
 */
public final class EndlessTrial extends TaskFault {
  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    String job = job(task);
    int trial = properties.getInt("spark.faults.trial", 0);
    while (!job.isEmpty() && trial(job) == trial && !task.isInterrupted()) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}

package org.sparkhalving.faults;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * Every trial's task on one host fails at its end; the host's address is {@code spark.faults.host},
 * or {@code all}. Each leaves a file.
 */
public final class SickHost extends TaskFault {
  @Override
  void taskBegins(TaskContext task, SparkConf properties) {
    String job = job(task);
    String host = properties.get("spark.faults.host");
    String here = SparkEnv.get().blockManager().blockManagerId().host();
    if (!job.isEmpty() && (host.equals("all") || host.equals(here))) {
      atEnd(
          task,
          () -> {
            injected(properties, job);
            throw new IllegalStateException("the disk is full");
          });
    }
  }
}

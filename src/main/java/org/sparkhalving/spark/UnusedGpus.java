package org.sparkhalving.spark;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.SparkConf;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.study.StudyListener;

/** Says once that executors hold GPUs although their trials train on the CPU. */
final class UnusedGpus implements StudyListener {
  private static final String NOTICE =
      "Executors hold GPUs, but trials train on the CPU: the engine finds no CUDA device there (the CPU's natives, or no NVIDIA driver). Build with `mvn -Pgpu clean package -DskipTests`, or leave %s out";

  private final StudyListener listener;
  private boolean silent;

  private UnusedGpus(StudyListener listener) {
    this.listener = listener;
  }

  /** A listener that passes everything on, and the notice where it is due. */
  static StudyListener noticed(StudyListener listener, SparkConf keys) {
    boolean held = !StudySession.isLocal(keys.get("spark.master")) && ExecutorKeys.hasGpus(keys);
    return held ? new UnusedGpus(listener) : listener;
  }

  @Override
  public void started(StudyHistory history, int slots, LongSupplier nanos) {
    listener.started(history, slots, nanos);
  }

  @Override
  public void slots(int slots) {
    listener.slots(slots);
  }

  @Override
  public void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration) {
    listener.jobStarted(job, before, configuration);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    listener.epochEnded(trial, rung, epoch);
  }

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    if (!silent
        && outcome instanceof Event.Finished finished
        && finished.effort().device().equals("cpu")) {
      silent = true;
      listener.notice(NOTICE.formatted(ExecutorKeys.GPUS));
    }
    listener.jobEnded(outcome, after);
  }

  @Override
  public void jobsCancelled() {
    listener.jobsCancelled();
  }

  @Override
  public void notice(String sentence) {
    listener.notice(sentence);
  }
}

package org.sparkhalving.spark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Job;
import org.sparkhalving.spark.table.ResultTables;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.ProcessCrash;
import org.sparkhalving.study.Aborts;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;

/**
 * A study from its journal to its end: takes the journal over, runs what is left, tests the chosen
 * trial, publishes its model and writes the tables. Whatever of this a crash cut short is done
 * again by the next run.
 */
public final class StudyRun {
  private final SparkSession session;
  private final HeldStudy study;
  private final List<Job> left;
  private final Execution execution;
  private final Optional<ProcessCrash> crash;

  /**
   * A run of a study.
   *
   * @param session writes the tables
   * @param left the jobs that have no outcome yet
   * @param execution how the study's trials get their results
   * @param crash how native code ended the driver before, if it did
   */
  public StudyRun(
      SparkSession session,
      HeldStudy study,
      List<Job> left,
      Execution execution,
      Optional<ProcessCrash> crash) {
    this.session = session;
    this.study = study;
    this.left = left;
    this.execution = execution;
    this.crash = crash;
  }

  /**
   * Runs the study to its end, or until a stop rule ends it: the history says which.
   *
   * @param stop asked at least every second: why to stop, if so
   * @return why it was interrupted; empty when it was not
   */
  public Optional<String> run(Supplier<Optional<String>> stop) {
    return run(stop, List.of());
  }

  /** As {@link #run}, and tries the trials again that have failed by now. */
  public Optional<String> runWithFailed(Supplier<Optional<String>> stop) {
    return run(stop, study.history().failed());
  }

  /** In Spark's UI and event log, all jobs of the study are a group. */
  private Optional<String> run(Supplier<Optional<String>> stop, List<Integer> failedToRetry) {
    SparkContext context = session.sparkContext();
    context.setJobGroup("study " + study.settings().study().name(), null, false);
    try {
      return runJobs(stop, failedToRetry);
    } finally {
      context.clearJobGroup();
    }
  }

  private Optional<String> runJobs(Supplier<Optional<String>> stop, List<Integer> failedToRetry) {
    List<Job> open = begin(failedToRetry);
    Optional<String> stopped =
        study.history().isDecided() ? Optional.empty() : execution.search(open, stop);
    if (stopped.isEmpty()) {
      stopped = execution.conclude(stop);
    }
    new ResultTables(session, study.folder(), study.settings(), study.history())
        .write(study.driver(), study.journal());
    if (stopped.isEmpty()) {
      end();
    }
    return stopped;
  }

  /** Takes the journal over; what is found right at the beginning is in the same object. */
  private List<Job> begin(List<Integer> failedToRetry) {
    StudyHistory history = study.history();
    Instant now = execution.now();
    List<Event> found = new ArrayList<>(aborted(now));
    if (!failedToRetry.isEmpty()) {
      found.add(new Event.Reopened(failedToRetry, now));
    }
    long pid = ProcessHandle.current().pid();
    history.apply(
        study
            .journal()
            .begin(study.driver(), HostName.local(), pid, now, found.toArray(Event[]::new)));
    List<Job> open = new ArrayList<>(left);
    found.forEach(event -> open.addAll(history.apply(event)));
    return open;
  }

  /** What to record of the process before this one, if native code ended it in local mode. */
  private List<Event> aborted(Instant now) {
    return crash
        .filter(found -> StudySession.isLocal(session.sparkContext().master()))
        .map(found -> Aborts.blamed(found, study.history(), left, now))
        .orElse(List.of());
  }

  private void end() {
    String reason =
        study.history().stopped().map(Event.Stopped::reason).orElse("every trial is decided on");
    study.record(new Event.Ended(reason, execution.now()));
  }
}

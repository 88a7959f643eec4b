package org.sparkhalving.tracking;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.StudyFolder;

/**
 * Sends a study to MLflow while it runs, on a thread of its own that reads what the journal has:
 * the study never waits for the server, except for a moment at its end. A server that does not
 * answer is reported once, and asked again, less and less often; what it has not got by the end,
 * the command {@code track} sends.
 */
public final class BackgroundTracking implements AutoCloseable {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final StudySender sender;
  private final TrackedStudy study;
  private final Supplier<List<Event>> journal;
  private final StudyFolder folder;
  private final Timing timing;
  private final Consumer<String> notice;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "tracking");
  private int taken;
  private volatile String problem = "";
  private volatile boolean complete;

  /**
   * How long to wait.
   *
   * @param pause between looks at the journal; after an error it doubles, up to a minute
   * @param atEnd for the last of it, once the study is over
   */
  public record Timing(Duration pause, Duration atEnd) {
    /** Two seconds, and ten. */
    public static Timing standard() {
      return new Timing(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
  }

  /**
   * Begins to send.
   *
   * @param study before its first event
   * @param journal all events that are recorded so far, in order
   * @param folder whose files are sent at the end
   * @param notice gets a sentence when the server does not answer, from another thread
   */
  public BackgroundTracking(
      StudySender sender,
      TrackedStudy study,
      Supplier<List<Event>> journal,
      StudyFolder folder,
      Timing timing,
      Consumer<String> notice) {
    this.sender = sender;
    this.study = study;
    this.journal = journal;
    this.folder = folder;
    this.timing = timing;
    this.notice = notice;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Duration pause = timing.pause();
    boolean failed = false;
    try {
      while (!ending.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        if (takeNew() || failed) {
          failed = !isDone(() -> sender.send(study, true));
          pause = failed ? longer(pause) : timing.pause();
        }
      }
      takeNew();
      complete = isDone(() -> sender.send(study, false, folder).notice().ifPresent(notice));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Takes in what was recorded since; false when that is nothing. */
  private boolean takeNew() {
    List<Event> events = journal.get();
    boolean isNew = taken < events.size();
    for (; taken < events.size(); taken++) {
      study.apply(events.get(taken));
    }
    return isNew;
  }

  /** Whatever goes wrong here is no reason for the study to fail. */
  private boolean isDone(Runnable sending) {
    try {
      sending.run();
      return true;
    } catch (MlflowException e) {
      report(e.problem());
    } catch (RuntimeException e) {
      report("The study cannot be sent to MLflow: %s".formatted(e));
    }
    return false;
  }

  private void report(String what) {
    boolean isFirst = problem.isEmpty();
    problem = what;
    if (isFirst && ending.getCount() > 0) {
      notice.accept("%s. The search continues without it, and it is tried again.".formatted(what));
    }
  }

  /**
   * Sends the rest, with the study's files, and reports if that does not succeed within a moment.
   */
  @Override
  public void close() {
    ending.countDown();
    try {
      thread.join(timing.atEnd().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!complete) {
      notice.accept(
          "MLflow has not got all of the study%s. `track %s` sends what is missing."
              .formatted(
                  problem.isEmpty() ? " in time" : " (%s)".formatted(problem), folder.uri()));
      thread.interrupt();
    }
  }
}

package org.sparkhalving.tracking;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
  private final Source source;
  private final Timing timing;
  private final Consumer<String> notice;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "tracking");
  private int taken;
  private boolean reported;
  private volatile String problem = "";
  private volatile boolean complete;

  /**
   * What is sent.
   *
   * @param study makes it, before its first event
   * @param events all that are recorded so far, in order
   * @param isOwn whether they are still this driver's to record; another one sends its own
   * @param folder whose files are sent at the end
   */
  public record Source(
      Supplier<TrackedStudy> study,
      Supplier<List<Event>> events,
      BooleanSupplier isOwn,
      StudyFolder folder) {}

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
   * @param notice gets a sentence when the server does not answer, from another thread
   */
  public BackgroundTracking(
      StudySender sender, Source source, Timing timing, Consumer<String> notice) {
    this.sender = sender;
    this.source = source;
    this.timing = timing;
    this.notice = notice;
    thread.setDaemon(true);
    thread.start();
  }

  /** Whatever goes wrong here is no reason for the study to fail. */
  private void run() {
    try {
      sendUntilTheEnd(source.study().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      report(unexpected(e));
    }
  }

  private void sendUntilTheEnd(TrackedStudy study) throws InterruptedException {
    Duration pause = timing.pause();
    boolean failed = false;
    boolean answers = false;
    while (!ending.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      if (takeNew(study) || failed) {
        failed = !isDone(() -> sender.send(study, true));
        answers = !failed;
        pause = failed ? longer(pause) : timing.pause();
      }
    }
    takeNew(study);
    if (!source.isOwn().getAsBoolean()) {
      report("the study's journal is no longer this driver's");
      return;
    }
    while (!isDone(() -> sendAll(study))) {
      if (!answers) {
        return;
      }
      Thread.sleep(timing.pause().toMillis());
    }
    complete = true;
  }

  private void sendAll(TrackedStudy study) {
    sender.send(study, false, source.folder()).notice().ifPresent(notice);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Takes in what was recorded since; false when that is nothing. */
  private boolean takeNew(TrackedStudy study) {
    List<Event> events = source.events().get();
    boolean isNew = taken < events.size();
    for (; taken < events.size(); taken++) {
      study.apply(events.get(taken));
    }
    return isNew;
  }

  private boolean isDone(Runnable sending) {
    try {
      sending.run();
      problem = "";
      return true;
    } catch (MlflowException e) {
      report(e.problem());
    } catch (RuntimeException e) {
      report(unexpected(e));
    }
    return false;
  }

  private static String unexpected(Throwable error) {
    return "The study cannot be sent to MLflow: %s".formatted(error);
  }

  private void report(String what) {
    problem = what;
    if (!reported && ending.getCount() > 0) {
      reported = true;
      notice.accept("%s. The search continues without it, and tries it again.".formatted(what));
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
          "MLflow has not got all of the study%s. `track %s --mlflow-uri %s` sends what is missing."
              .formatted(
                  problem.isEmpty() ? " in time" : " (%s)".formatted(problem),
                  source.folder().uri(),
                  sender.uri()));
      thread.interrupt();
    }
  }
}

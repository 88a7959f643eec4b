package org.sparkhalving.study;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;
import org.sparkhalving.settings.Settings;

/**
 * When a search ends before every trial is decided on. Each rule applies to the study as a whole,
 * with all its sessions.
 *
 * @param stop the settings
 * @param metric what the target is a value of
 */
public record StopRules(Settings.Stop stop, Metric metric) {
  private static final Duration LONG = Duration.ofDays(1_000_000);

  /** The rules of a study's settings. */
  public static StopRules of(Settings settings) {
    return new StopRules(settings.stop(), settings.scheduler().metric());
  }

  /**
   * The first rule that ends the search by {@code now}, if one does. Once finalists are trained
   * again, what they reach matters no more, only what that costs.
   */
  public Optional<Event.Stopped> met(StudyHistory history, Instant now) {
    boolean searching = !history.isRepeating();
    return (searching ? target(history, now) : Optional.<Event.Stopped>empty())
        .or(() -> epochs(history, now))
        .or(() -> searching ? patience(history, now) : Optional.empty())
        .or(() -> wallClock(history, now));
  }

  /** How long the search may continue, if nothing happens. */
  Duration left(StudyHistory history, Instant now) {
    return stop.wallClock().map(limit -> limit.minus(history.elapsed(now))).orElse(LONG);
  }

  private Optional<Event.Stopped> target(StudyHistory history, Instant now) {
    if (stop.target().isEmpty()) {
      return Optional.empty();
    }
    double target = stop.target().getAsDouble();
    Optional<Standing> best =
        history.bestAtRung().filter(standing -> !metric.isBetter(target, standing.metric()));
    return best.map(
        standing ->
            new Event.Stopped(
                "target",
                "trial %s reached the target: %s = %s, stop.target = %s"
                    .formatted(standing.trial(), metric.key(), standing.metric(), target),
                now));
  }

  private Optional<Event.Stopped> epochs(StudyHistory history, Instant now) {
    if (stop.totalEpochs().isEmpty() || history.epochsDone() < stop.totalEpochs().getAsLong()) {
      return Optional.empty();
    }
    return Optional.of(
        new Event.Stopped(
            "total-epochs",
            "%s, stop.total-epochs = %s"
                .formatted(trained(history.epochsDone()), stop.totalEpochs().getAsLong()),
            now));
  }

  private static String trained(long epochs) {
    return epochs == 1 ? "1 epoch was trained" : epochs + " epochs were trained";
  }

  private Optional<Event.Stopped> patience(StudyHistory history, Instant now) {
    if (stop.patience().isEmpty() || history.epochsSinceBest() < stop.patience().getAsLong()) {
      return Optional.empty();
    }
    return history
        .bestAtRung()
        .map(
            best ->
                new Event.Stopped(
                    "patience",
                    "%s since trial %s reached %s = %s, stop.patience = %s"
                        .formatted(
                            trained(history.epochsSinceBest()),
                            best.trial(),
                            metric.key(),
                            best.metric(),
                            stop.patience().getAsLong()),
                    now));
  }

  private Optional<Event.Stopped> wallClock(StudyHistory history, Instant now) {
    return stop.wallClock()
        .filter(limit -> history.elapsed(now).compareTo(limit) >= 0)
        .map(
            limit ->
                new Event.Stopped(
                    "wall-clock",
                    "the time is up, stop.wall-clock = " + limit.toMillis() / 1000.0 + " s",
                    now));
  }
}

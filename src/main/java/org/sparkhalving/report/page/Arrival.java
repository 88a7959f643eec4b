package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;

/**
 * A trial that reached a rung, in the order in which that was recorded.
 *
 * @param metric the study's, of the epoch that counted then
 * @param seconds of work until then
 * @param epochs how many epochs were trained in all by then
 * @param record whether it was the best so far
 */
public record Arrival(
    int trial, int rung, Double metric, Double seconds, long epochs, boolean record) {

  /** The arrivals of a study. */
  public static List<Arrival> of(StudyHistory history, List<Event> events, WorkTime time) {
    Criterion criterion = history.criterion();
    List<Arrival> arrivals = new ArrayList<>();
    long epochs = 0;
    double best = Double.NaN;
    List<Optional<EpochMetrics>> counted = new ArrayList<>();
    history.trials().forEach(trial -> counted.add(Optional.empty()));
    for (Event event : events) {
      if (!(event instanceof Event.Outcome outcome)) {
        continue;
      }
      epochs += outcome.epochs().size();
      if (!(event instanceof Event.Finished finished)) {
        continue;
      }
      Optional<EpochMetrics> now = counting(criterion, counted.get(finished.trial()), finished);
      counted.set(finished.trial(), now);
      double metric = history.metric().of(now.orElseThrow());
      boolean isRecord = history.metric().isBetter(metric, best);
      best = isRecord ? metric : best;
      arrivals.add(
          new Arrival(
              finished.trial(),
              finished.rung(),
              Numbers.short6(metric),
              Numbers.millis(time.seconds(finished.at())),
              epochs,
              isRecord));
    }
    return arrivals;
  }

  private static Optional<EpochMetrics> counting(
      Criterion criterion, Optional<EpochMetrics> before, Event.Finished finished) {
    int from = finished.epochs().get(0).epoch();
    return criterion.counting(
        Stream.concat(
            before.filter(epoch -> epoch.epoch() < from).stream(), finished.epochs().stream()));
  }
}

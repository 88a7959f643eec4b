package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;

/**
 * A trial that reached a rung, in the order in which that was recorded. Trials that failed later
 * are left out, since they have no rank, and so are repeats; their epochs count.
 *
 * @param metric the study's, of the epoch that counted then
 * @param seconds of work until then
 * @param epochs how many epochs were trained in all by then, those of a job once, when its last
 *     attempt had ended: a failed trial that is tried again trains the same ones
 * @param record whether it was the best so far
 */
public record Arrival(
    int trial, int rung, Double metric, Double seconds, long epochs, boolean record) {

  /** The arrivals of a study. */
  public static List<Arrival> of(StudyHistory history, List<Event> events, WorkTime time) {
    Criterion criterion = history.criterion();
    List<Arrival> arrivals = new ArrayList<>();
    Map<Job, Integer> attempts = new HashMap<>();
    outcomes(events).forEach(outcome -> attempts.merge(job(outcome), 1, Integer::sum));
    long epochs = 0;
    double best = Double.NaN;
    List<Optional<EpochMetrics>> counted = new ArrayList<>();
    history.trials().forEach(trial -> counted.add(Optional.empty()));
    for (Event.Outcome outcome : outcomes(events).toList()) {
      boolean isLast = attempts.merge(job(outcome), -1, Integer::sum) == 0;
      epochs += isLast ? trained(history, job(outcome)) : 0;
      boolean isRepeat = history.repeatOf(outcome.trial()).isPresent();
      if (isRepeat
          || !(outcome instanceof Event.Finished finished)
          || hasFailed(history, finished)) {
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
              Numbers.eightDigits(metric),
              Numbers.millis(time.seconds(finished.at())),
              epochs,
              isRecord));
    }
    return arrivals;
  }

  private static boolean hasFailed(StudyHistory history, Event.Finished finished) {
    return history.trial(finished.trial()).failure().isPresent();
  }

  private static Stream<Event.Outcome> outcomes(List<Event> events) {
    return events.stream().filter(Event.Outcome.class::isInstance).map(Event.Outcome.class::cast);
  }

  private static Job job(Event.Outcome outcome) {
    return new Job(outcome.trial(), outcome.rung());
  }

  private static long trained(StudyHistory history, Job job) {
    return history.trial(job.trial()).epochs().stream()
        .filter(epoch -> epoch.rung() == job.rung())
        .count();
  }

  private static Optional<EpochMetrics> counting(
      Criterion criterion, Optional<EpochMetrics> before, Event.Finished finished) {
    int from = finished.epochs().get(0).epoch();
    return criterion.counting(
        Stream.concat(
            before.filter(epoch -> epoch.epoch() < from).stream(), finished.epochs().stream()));
  }
}

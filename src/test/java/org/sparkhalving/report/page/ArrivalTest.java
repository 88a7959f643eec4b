package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class ArrivalTest {
  private static final Effort EFFORT = new Effort("cpu", "host", 1, 1, at(0), at(1));

  private static Instant at(int second) {
    return PageStudy.NOON.plusSeconds(second);
  }

  private static List<EpochMetrics> epochs(int from, int to, double accuracy) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(epoch -> new EpochMetrics(epoch, 0.5, 0.25, accuracy, 0.1, 1))
        .toList();
  }

  private static Event reached(int trial, int rung, int from, int to, double accuracy) {
    return Event.Finished.of(
        trial, rung, epochs(from, to, accuracy), CheckpointReference.NONE, EFFORT);
  }

  /** Halving from 1 epoch to 3, of which nothing has happened. */
  private static StudyHistory history(int trials) {
    SchedulerSettings settings =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            1,
            3,
            3,
            Criterion.best(Metric.VAL_ACCURACY));
    SearchSpace space = new SearchSpace(Map.of("base_lr", new Distribution.Fixed(0.1)));
    return new StudyHistory(
        settings.scheduler(trials), new RandomSampler(space, 7), settings.criterion(), trials);
  }

  /** Or the best so far would lie behind the last epoch of the study, where nobody sees it. */
  @Test
  void theEpochsOfATrialThatIsTriedAgainCountOnce() {
    StudyHistory history = history(4);
    List<Event> events =
        List.of(
            new Event.Opened("one", "host", 1, at(0), List.of()),
            reached(0, 0, 1, 1, 80),
            reached(1, 0, 1, 1, 82),
            new Event.Failed(2, 0, FailureReason.CRASHED, "", epochs(1, 1, 70), EFFORT),
            reached(3, 0, 1, 1, 79),
            reached(1, 1, 2, 3, 85),
            new Event.Opened("two", "host", 2, at(2), List.of()),
            new Event.Reopened(List.of(2), at(2)),
            reached(2, 0, 1, 1, 90),
            reached(2, 1, 2, 3, 95));
    history.start();
    events.forEach(history::apply);

    assertThat(Arrival.of(history, events, new WorkTime(events)))
        .filteredOn(Arrival::record)
        .extracting(Arrival::epochs, Arrival::metric)
        .containsExactly(
            tuple(1L, 80.0), tuple(2L, 82.0), tuple(5L, 85.0), tuple(6L, 90.0), tuple(8L, 95.0));
    assertThat(history.epochsDone()).isEqualTo(8);
  }

  /** As the trials' ranking has it: trial 1 was the best until it failed. */
  @Test
  void aTrialThatFailedLaterWasNeverTheBest() {
    StudyHistory history = history(3);
    List<Event> events =
        List.of(
            new Event.Opened("one", "host", 1, at(0), List.of()),
            reached(0, 0, 1, 1, 80),
            reached(1, 0, 1, 1, 90),
            reached(2, 0, 1, 1, 82),
            new Event.Failed(1, 1, FailureReason.CRASHED, "", epochs(2, 2, 91), EFFORT));
    history.start();
    events.forEach(history::apply);

    assertThat(Arrival.of(history, events, new WorkTime(events)))
        .extracting(Arrival::trial, Arrival::epochs, Arrival::metric)
        .containsExactly(tuple(0, 1L, 80.0), tuple(2, 3L, 82.0));
  }
}

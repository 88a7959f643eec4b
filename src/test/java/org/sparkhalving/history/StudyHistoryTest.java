package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.Samples;

class StudyHistoryTest {

  /** Rungs 1 and 2: trials 0 and 1 begin in the first, trial 2 in the second. */
  @Test
  void jobsAndEpochsOfTrialsThatBeginInALaterRungAreCounted() {
    SchedulerSettings scheduler =
        new SchedulerSettings(
            new SchedulerSettings.Brackets(), 1, 2, 2, Criterion.last(Metric.VAL_ACCURACY));
    StudyHistory history =
        new StudyHistory(
            scheduler.scheduler(3),
            new RandomSampler(new SearchSpace(Map.of(), Map.of()), 0),
            Criterion.last(Metric.VAL_ACCURACY),
            3);

    assertThat(history.start()).containsExactly(new Job(2, 1), new Job(0, 0), new Job(1, 0));
    assertThat(history.snapshot().epochsLeft()).isEqualTo(2 + 2 + 1);
    Instant began = Samples.NOON.plusSeconds(1);
    history.apply(new Event.Started(2, 1, 1, Samples.NOON));
    history.apply(finished(2, 1, 1, 2, began));
    assertThat(history.trial(2).startedAt()).contains(began);
    assertThat(history.jobsDone()).isEqualTo(1);
    assertThat(history.epochsDone()).isEqualTo(2);
    assertThat(history.snapshot().epochsLeft()).isEqualTo(3);

    history.apply(finished(0, 0, 1, 1, began));
    assertThat(history.apply(finished(1, 0, 1, 1, began))).containsExactly(new Job(0, 1));
    assertThat(history.jobsDone()).isEqualTo(3);
    assertThat(history.snapshot().epochsLeft()).isEqualTo(1);
    history.apply(finished(0, 1, 2, 2, began.plusSeconds(9)));
    assertThat(history.trial(0).startedAt()).contains(began);
    assertThat(history.jobsDone()).isEqualTo(4);
    assertThat(history.snapshot().epochsLeft()).isZero();
    assertThat(history.isDecided()).isTrue();
  }

  @Test
  void aReopenedTrialHasNotFailedAndItsEpochsCountOnceThoughItBeginsAnew() {
    SchedulerSettings scheduler =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            1,
            2,
            2,
            Criterion.last(Metric.VAL_ACCURACY));
    StudyHistory history =
        new StudyHistory(
            scheduler.scheduler(2),
            new RandomSampler(new SearchSpace(Map.of(), Map.of()), 0),
            Criterion.last(Metric.VAL_ACCURACY),
            2);
    history.start();
    history.apply(finished(0, 0, 1, 1, Samples.NOON));
    assertThat(history.apply(finished(1, 0, 1, 1, Samples.NOON))).containsExactly(new Job(0, 1));
    history.apply(Event.Failed.crashed(0, 1, "a sick GPU", "host", Samples.NOON));
    assertThat(history.failed()).containsExactly(0);
    assertThat(history.isDecided()).isTrue();
    assertThat(history.trial(0).rung()).contains(1);
    assertThat(history.trial(0).reachedRung()).as("it failed on its way to rung 1").contains(0);

    assertThat(history.apply(new Event.Reopened(List.of(0), Samples.NOON)))
        .containsExactly(new Job(0, 1));

    assertThat(history.failed()).isEmpty();
    assertThat(history.isDecided()).isFalse();
    assertThat(history.jobsDone()).isEqualTo(2);
    assertThat(history.trial(0).rung()).contains(0);
    assertThat(history.trial(0).checkpoint()).as("it begins anew").isEmpty();
    assertThat(history.chosen()).map(TrialRecord::trial).as("while it waits").contains(1);
    assertThat(history.snapshot().epochsLeft()).isEqualTo(1);
    history.apply(finished(0, 1, 1, 2, Samples.NOON));
    assertThat(history.trial(0).epochs())
        .extracting(epoch -> epoch.rung() + ":" + epoch.metrics().epoch())
        .containsExactly("0:1", "1:2");
    assertThat(history.epochsDone()).isEqualTo(3);
    assertThat(history.status(0)).isEqualTo(TrialStatus.COMPLETED);
    assertThat(history.chosen()).map(TrialRecord::trial).contains(0);
    assertThatThrownBy(() -> history.apply(new Event.Reopened(List.of(1), Samples.NOON)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 1 is to be tried again, but has not failed");
  }

  /** Rungs 2 and 4; trial 0 is best in its first epoch, trial 1 in its third. */
  @Test
  void aTrialCountsWithItsBestEpochWhoseModelIsKeptAndNamed() {
    StudyHistory history = ofTwo(2, 4, Criterion.best(Metric.VAL_ACCURACY));
    history.start();

    assertThat(history.apply(trained(1, 0, "80 81", ""))).as("the other may be better").isEmpty();
    assertThat(history.apply(trained(0, 0, "82 70", "best-1"))).containsExactly(new Job(0, 1));
    assertThat(history.trial(0).model()).map(CheckpointReference::path).contains("best-1");
    assertThat(history.trial(0).files())
        .extracting(CheckpointReference::path)
        .containsExactly("epoch-2", "best-1");
    assertThat(history.trial(1).model()).isEqualTo(history.trial(1).checkpoint());
    history.apply(trained(0, 1, "81 75", ""));

    assertThat(history.trial(0).model())
        .as("no later epoch is better")
        .map(CheckpointReference::path)
        .contains("best-1");
    assertThat(history.trial(0).counted()).map(EpochMetrics::epoch).contains(1);
    assertThat(history.decisions())
        .extracting(row -> row.trial() + ": " + ((Outcome.Reached) row.outcome()).metric())
        .containsExactly("0: 82.0", "1: 81.0", "0: 82.0");
    assertThat(history.chosen()).map(TrialRecord::trial).contains(0);
    assertThat(history.bestAtRung()).contains(new Standing(0, 82));
  }

  @Test
  void aTrialThatGetsBetterLaterHasTheLaterModel() {
    StudyHistory history = promotedForItsFirstEpoch();
    history.apply(trained(0, 1, "83 75", "best-3"));

    assertThat(history.trial(0).model()).map(CheckpointReference::path).contains("best-3");
  }

  @Test
  void aTrialThatIsTriedAgainHasTheModelOfItsBestEpochFromTheJobThatBeganAnew() {
    StudyHistory history = promotedForItsFirstEpoch();
    history.apply(Event.Failed.crashed(0, 1, "a sick GPU", "host", Samples.NOON));
    assertThat(history.trial(0).files()).as("of a failed trial").isEmpty();
    history.apply(new Event.Reopened(List.of(0), Samples.NOON));

    history.apply(trained(0, 1, 1, "82.5 70 75 76", "best-1-again"));

    assertThat(history.trial(0).epochs()).hasSize(4);
    assertThat(history.trial(0).counted()).map(EpochMetrics::valAccuracy).contains(82.0);
    assertThat(history.trial(0).model()).map(CheckpointReference::path).contains("best-1-again");
    assertThat(history.chosen()).map(TrialRecord::trial).contains(0);
  }

  @Test
  void whereTheLastEpochCountsATrialIsRankedByIt() {
    StudyHistory history = ofTwo(2, 4, Criterion.last(Metric.VAL_ACCURACY));
    history.start();
    history.apply(trained(1, 0, "80 81", ""));

    assertThat(history.apply(trained(0, 0, "82 70", ""))).containsExactly(new Job(1, 1));
    assertThat(history.trial(0).model()).isEqualTo(history.trial(0).checkpoint());
    assertThat(history.trial(0).best()).map(EpochMetrics::epoch).contains(1);
    assertThat(history.trial(0).counted()).map(EpochMetrics::epoch).contains(2);
  }

  @Test
  void anOutcomeWithoutTheModelThatCountsCannotHaveHappened() {
    StudyHistory history = ofTwo(2, 4, Criterion.best(Metric.VAL_ACCURACY));
    history.start();

    assertThatThrownBy(() -> history.apply(trained(0, 0, "82 70", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 0 has no model of epoch 1, its best");
  }

  /** Trial 0, whose first epoch is the best, is promoted before trial 1. */
  private static StudyHistory promotedForItsFirstEpoch() {
    StudyHistory history = ofTwo(2, 4, Criterion.best(Metric.VAL_ACCURACY));
    history.start();
    history.apply(trained(1, 0, "80 81", ""));
    history.apply(trained(0, 0, "82 70", "best-1"));
    return history;
  }

  private static StudyHistory ofTwo(int minEpochs, int maxEpochs, Criterion criterion) {
    SchedulerSettings scheduler =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(), minEpochs, maxEpochs, 2, criterion);
    return new StudyHistory(
        scheduler.scheduler(2),
        new RandomSampler(new SearchSpace(Map.of(), Map.of()), 0),
        criterion,
        2);
  }

  /** A job of two epochs with their accuracies. */
  private static Event trained(int trial, int rung, String accuracies, String best) {
    return trained(trial, rung, 2 * rung + 1, accuracies, best);
  }

  private static Event trained(int trial, int rung, int first, String accuracies, String best) {
    String[] values = accuracies.split(" ", -1);
    return new Event.Finished(
        trial,
        rung,
        IntStream.range(0, values.length)
            .mapToObj(
                index ->
                    new EpochMetrics(
                        first + index, 0.5, 0.5, Double.parseDouble(values[index]), 0.1, 1))
            .toList(),
        new CheckpointReference("epoch-" + (first + values.length - 1), 1, "00"),
        best.isEmpty() ? CheckpointReference.NONE : new CheckpointReference(best, 1, "00"),
        new Effort("cpu", "host", 1, 1, Samples.NOON, Samples.NOON));
  }

  private static Event finished(int trial, int rung, int first, int last, Instant startedAt) {
    List<EpochMetrics> epochs =
        IntStream.rangeClosed(first, last)
            .mapToObj(epoch -> new EpochMetrics(epoch, 0.5, 0.5, 80, 0.1, 1))
            .toList();
    return Event.Finished.of(
        trial,
        rung,
        epochs,
        new CheckpointReference("checkpoints/trial/epoch-a.safetensors", 1, "00"),
        new Effort("cpu", "host", 1, 1, startedAt, startedAt));
  }
}

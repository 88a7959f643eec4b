package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.Samples;

/** Three trials that all train for two epochs, and twice again: 3, 4, 5 and 6, 7, 8. */
class RepeatedTrialsTest {
  private final StudyHistory history = study(Criterion.best(Metric.VAL_ACCURACY));

  private static StudyHistory study(Criterion criterion) {
    SearchSpace space = new SearchSpace(Map.of("base_lr", new Distribution.Uniform(0, 1)));
    SchedulerSettings settings =
        new SchedulerSettings(new SchedulerSettings.None(), 1, 2, 2, criterion);
    StudyHistory study =
        new StudyHistory(settings.scheduler(3), new RandomSampler(space, 7), criterion, 3, 2);
    study.start();
    return study;
  }

  private static Event trained(int trial, double... accuracies) {
    List<EpochMetrics> epochs =
        IntStream.range(0, accuracies.length)
            .mapToObj(
                index ->
                    new EpochMetrics(
                        index + 1, 0.5, 1 - accuracies[index] / 100, accuracies[index], 0.1, 1))
            .toList();
    return Event.Finished.of(
        trial,
        0,
        epochs,
        CheckpointReference.NONE,
        new Effort("cpu", "host", 1, 3, Samples.NOON, Samples.NOON));
  }

  private static Event failed(int trial) {
    return Event.Failed.crashed(trial, 0, "SIGSEGV", "host", Samples.NOON);
  }

  private void search() {
    history.apply(trained(0, 70, 80));
    history.apply(trained(1, 90, 60));
    history.apply(trained(2, 85, 85));
  }

  private List<String> means() {
    return history.finalists().stream()
        .map(one -> one.trial() + ": " + one.mean() + " of " + one.counted().size())
        .toList();
  }

  @Test
  void theBestMeanIsChosenWithTheModelOfItsBestRun() {
    search();
    assertThat(history.finalists()).as("by their own metrics until then").isEmpty();
    assertThat(history.best()).contains(new Standing(1, 90));
    history.apply(trained(3, 81, 79));
    history.apply(trained(4, 70, 70));
    assertThat(means()).as("in the middle of a round").isEmpty();
    history.apply(trained(5, 84, 84));
    assertThat(means()).containsExactly("2: 84.5 of 2", "0: 80.5 of 2", "1: 80.0 of 2");
    history.apply(trained(6, 99, 99));
    assertThat(means())
        .as("others have not been trained so often")
        .hasSize(3)
        .contains("0: 80.5 of 2");
    history.apply(trained(7, 71, 71));
    history.apply(trained(8, 86, 80));

    assertThat(means())
        .containsExactly("0: " + 260 / 3.0 + " of 3", "2: 85.0 of 3", "1: " + 231 / 3.0 + " of 3");
    assertThat(history.ranking()).extracting(TrialRecord::trial).containsExactly(0, 2, 1);
    assertThat(history.best()).contains(new Standing(0, 260 / 3.0));
    assertThat(history.chosen()).map(TrialRecord::trial).contains(6);
    assertThat(history.bestRun(2).trial()).isEqualTo(8);
    Finalist second = history.finalists().get(1);
    assertThat(second.spread().orElseThrow()).isEqualTo(1.0, within(1e-12));
    assertThat(second.lowest()).isEqualTo(84);
    assertThat(second.highest()).isEqualTo(86);
    assertThat(history.isDecided()).isTrue();
  }

  @Test
  void aRepeatThatFailedIsLeftOutOfTheMean() {
    search();
    for (int repeat : new int[] {3, 4, 6, 7}) {
      history.apply(failed(repeat));
    }
    history.apply(trained(5, 95, 95));
    history.apply(failed(8));

    assertThat(means()).containsExactly("1: 90.0 of 1", "2: 90.0 of 2", "0: 80.0 of 1");
    assertThat(history.finalists()).extracting(Finalist::failed).containsExactly(2, 1, 2);
    assertThat(history.finalists().get(0).spread()).isEqualTo(OptionalDouble.empty());
    assertThat(history.chosen())
        .as("the lower number of equal ones")
        .map(TrialRecord::trial)
        .contains(1);
    assertThat(history.failed()).as("those to try again").isEmpty();
    assertThat(history.snapshot().failed()).isZero();
    assertThatThrownBy(() -> history.apply(new Event.Reopened(List.of(3), Samples.NOON)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whereTheLastEpochCountsTheMeanIsOverLastEpochs() {
    StudyHistory last = study(Criterion.last(Metric.VAL_LOSS));
    for (int trial = 0; trial < 9; trial++) {
      last.apply(trained(trial, 99, 50 + trial % 3));
    }

    assertThat(last.finalists()).extracting(Finalist::trial).containsExactly(2, 1, 0);
    assertThat(last.finalists().get(0).mean()).isEqualTo(0.48, within(1e-12));
    assertThat(last.chosen()).as("the first of equal runs").map(TrialRecord::trial).contains(2);
  }

  @Test
  void aRepeatTriesWhatItsOriginalDidAndCostsButIsNoTrialOfTheSearch() {
    search();
    assertThat(history.isRepeating()).isTrue();
    assertThat(history.snapshot().epochsLeft()).isEqualTo(6 * 2);
    history.apply(trained(5, 95, 95));

    assertThat(history.configuration(5)).isEqualTo(history.configuration(2)).isPresent();
    assertThat(history.repeatOf(5)).contains(2);
    assertThat(history.repeatOf(2)).isEmpty();
    assertThat(history.has(8)).isTrue();
    assertThat(history.has(9)).isFalse();
    assertThat(history.trials()).hasSize(3);
    assertThat(history.runs())
        .extracting(TrialRecord::trial)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(history.epochsDone()).isEqualTo(8);
    assertThat(history.jobsDone()).isEqualTo(4);
    Snapshot now = history.snapshot();
    assertThat(now.epochsLeft()).isEqualTo(5 * 2);
    assertThat(now.repeatsDone()).isEqualTo(1);
    assertThat(now.rungs()).containsExactly(new Snapshot.Rung(2, 3, 3, 0, 0, 0));
    assertThat(now.repeatOf(5)).contains(2);
    assertThat(history.bestAtRung()).as("for stop.target").contains(new Standing(1, 90));
    assertThat(history.epochsSinceBest()).as("for stop.patience").isEqualTo(2);
    assertThat(history.decisions()).hasSize(3);
  }

  @Test
  void noRepeatIsThereBeforeEveryTrialIsDecidedOn() {
    history.apply(trained(0, 70, 80));
    history.apply(trained(1, 90, 60));
    assertThat(history.has(3)).isFalse();
    assertThatThrownBy(() -> history.apply(trained(3, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no trial 3: this study's trials are 0 to 2");

    assertThat(history.apply(trained(2, 85, 85)))
        .extracting(Job::trial)
        .containsExactly(3, 4, 5, 6, 7, 8);
  }
}

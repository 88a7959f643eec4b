package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.storage.Event;

class DoubtsTest {
  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
  private final Doubts doubts = new Doubts(3);

  @Test
  void aCrashIsHeldBackUntilAnotherTrialHasTrainedInItsPlace() {
    assertThat(doubts.take(crash(1, "executor 0"))).isEmpty();
    assertThat(trials(doubts.take(trained(2, "executor 1")))).containsExactly(2);
    assertThat(trials(doubts.take(trained(3, "executor 0")))).containsExactly(1, 3);
    assertThat(doubts.release()).isEmpty();
  }

  /** What went wrong may have begun in the middle of the other's training. */
  @Test
  void oneThatWasTrainingThenTellsNothing() {
    doubts.take(crash(1, "executor 0"));

    assertThat(trials(doubts.take(trained(2, "executor 0", NOON.minusSeconds(1)))))
        .containsExactly(2);
    assertThat(trials(doubts.take(trained(3, "executor 0", NOON)))).containsExactly(1, 3);
  }

  @Test
  void oneOfAnUnknownPlaceIsHeldBackUntilAnyOtherHasTrained() {
    assertThat(doubts.take(crash(1))).isEmpty();
    assertThat(trials(doubts.take(trained(2, "executor 1")))).containsExactly(1, 2);
  }

  @Test
  void whatIsHeldBackIsCertainWhenNothingIsLeftToRun() {
    doubts.take(crash(2, "executor 0"));
    doubts.take(crash(1, "executor 1"));

    assertThat(trials(doubts.release())).containsExactly(2, 1);
    assertThat(doubts.release()).isEmpty();
  }

  @Test
  void tooManyInARowInOnePlaceEndTheSearchWithTheirCauses() {
    doubts.take(crash(1, "executor 0"));
    doubts.take(trained(2, "executor 1"));
    doubts.take(crash(3, "executor 0"));
    doubts.take(trained(4, "executor 1"));

    assertThatThrownBy(() -> doubts.take(crash(5, "executor 0")))
        .isInstanceOf(SparkFailureException.class)
        .hasMessage(
            "3 different trials in a row crashed on executor 0, which is hardly their fault, so that none of them has"
                + " failed:\n  trial 1 on host: boom 1\n  trial 3 on host: boom 3\n  trial 5 on host: boom 5\nMend the"
                + " cause (or set resources.max-crashes-in-a-row higher if it is the trials); nothing is lost, go on"
                + " with `search --resume`");
  }

  @Test
  void tooManyInARowAnywhereEndTheSearchToo() {
    doubts.take(crash(1, "executor 0"));
    doubts.take(crash(2, "executor 1"));

    assertThatThrownBy(() -> doubts.take(crash(3, "executor 2")))
        .isInstanceOf(SparkFailureException.class)
        .hasMessageStartingWith("3 different trials in a row crashed, which is hardly")
        .hasMessageContaining("trial 1 on host: boom 1\n  trial 2 on host: boom 2");
  }

  @Test
  void theSameTrialIsNoRowOfTrials() {
    for (int time = 0; time < 5; time++) {
      assertThat(doubts.take(crash(1, "executor 0"))).isEmpty();
    }
  }

  @Test
  void aTrialThatDivergedHasTrainedAndOneForWhichMemoryDidNotSufficeHasNot() {
    doubts.take(crash(1, "executor 0"));

    assertThat(trials(doubts.take(failed(2, FailureReason.OUT_OF_MEMORY, List.of()))))
        .containsExactly(2);
    assertThat(
            trials(doubts.take(failed(3, FailureReason.DIVERGED, List.of(LoopStudy.epoch(1, 10))))))
        .containsExactly(1, 3);
  }

  private static List<Integer> trials(List<Event.Outcome> outcomes) {
    return outcomes.stream().map(Event.Outcome::trial).toList();
  }

  private static Backend.Ended crash(int trial, String... places) {
    return new Backend.Ended(
        Event.Failed.crashed(trial, 0, "boom " + trial, "host", NOON), Set.of(places), true);
  }

  private static Backend.Ended failed(int trial, FailureReason reason, List<EpochMetrics> epochs) {
    return Backend.Ended.of(
        new Event.Failed(trial, 0, reason, "", epochs, "cpu", "host", 1, 1, NOON, NOON),
        Set.of("executor 0", "cpu of host"));
  }

  private static Backend.Ended trained(int trial, String executor) {
    return trained(trial, executor, NOON);
  }

  private static Backend.Ended trained(int trial, String executor, Instant startedAt) {
    return Backend.Ended.of(
        new Event.Finished(
            trial,
            0,
            List.of(LoopStudy.epoch(1, 50)),
            CheckpointReference.NONE,
            "cpu",
            "host",
            1,
            1,
            startedAt,
            NOON.plusSeconds(1)),
        Set.of(executor, "cpu of host"));
  }
}

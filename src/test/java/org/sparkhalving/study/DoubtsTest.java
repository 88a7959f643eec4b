package org.sparkhalving.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

class DoubtsTest {
  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
  private final Doubts doubts = new Doubts(3);

  @Test
  void aCrashIsHeldBackUntilAnotherTrialHasTrainedInItsPlace() {
    assertThat(take(crash(1, "executor 0"))).isEmpty();
    assertThat(trials(take(trained(2, "executor 1")))).containsExactly(2);
    assertThat(trials(take(trained(3, "executor 0")))).containsExactly(1, 3);
    assertThat(doubts.release()).isEmpty();
  }

  /** What went wrong may have begun in the middle of the other's training. */
  @Test
  void oneThatWasTrainingThenProvesNothing() {
    take(crash(1, "executor 0"));

    assertThat(trials(take(trained(2, "executor 0", NOON.minusSeconds(1))))).containsExactly(2);
    assertThat(trials(take(trained(3, "executor 0", NOON)))).containsExactly(1, 3);
  }

  @Test
  void oneOfAnUnknownPlaceIsHeldBackUntilAnyOtherHasTrained() {
    assertThat(take(crash(1))).isEmpty();
    assertThat(trials(take(trained(2, "executor 1")))).containsExactly(1, 2);
  }

  @Test
  void whatIsHeldBackIsCertainWhenNothingIsLeftToRun() {
    take(crash(2, "executor 0"));
    take(crash(1, "executor 1"));

    assertThat(trials(doubts.release())).containsExactly(2, 1);
    assertThat(doubts.release()).isEmpty();
  }

  @Test
  void tooManyInARowInOnePlaceEndTheSearchWithTheirCauses() {
    take(crash(1, "executor 0"));
    take(trained(2, "executor 1"));
    take(crash(3, "executor 0"));
    take(trained(4, "executor 1"));

    assertThatThrownBy(() -> take(crash(5, "executor 0")))
        .isInstanceOf(BackendFailureException.class)
        .hasMessage(
            "3 different trials in a row crashed on executor 0, which is hardly their fault, so that none of them has"
                + " failed:\n  trial 1 on host: boom 1\n  trial 3 on host: boom 3\n  trial 5 on host: boom 5\nMend the"
                + " cause (or set resources.max-crashes-in-a-row higher if it is the trials); nothing is lost: resume with `search --resume`");
  }

  @Test
  void tooManyInARowAnywhereEndTheSearchToo() {
    take(crash(1, "executor 0"));
    take(crash(2, "executor 1"));

    assertThatThrownBy(() -> take(crash(3, "executor 2")))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith("3 different trials in a row crashed, which is hardly")
        .hasMessageContaining("trial 1 on host: boom 1\n  trial 2 on host: boom 2");
  }

  @Test
  void theSameTrialIsNoRowOfTrials() {
    for (int time = 0; time < 5; time++) {
      assertThat(take(crash(1, "executor 0"))).isEmpty();
    }
  }

  @Test
  void aTrialThatDivergedHasTrainedAndOneForWhichMemoryDidNotSufficeHasNot() {
    take(crash(1, "executor 0"));

    assertThat(trials(take(failed(2, FailureReason.OUT_OF_MEMORY, List.of())))).containsExactly(2);
    assertThat(trials(take(failed(3, FailureReason.DIVERGED, List.of(LoopStudy.epoch(1, 10))))))
        .containsExactly(1, 3);
  }

  /** After a release nothing is in doubt: a crash that follows is the first of a row. */
  @Test
  void whatWasReleasedIsInNoRowAnyMore() {
    take(crash(1, "executor 0"));
    take(crash(2, "executor 1"));
    doubts.release();

    assertThat(take(crash(3, "executor 2"))).isEmpty();
    assertThat(trials(doubts.release())).containsExactly(3);
  }

  @Test
  void anywhereATrialThatWasTrainingAndEndedTrainedEndsTheRow() {
    take(crash(1, "executor 0"));
    take(crash(2, "executor 1"));
    assertThat(trials(take(trained(3, "executor 3", NOON.minusSeconds(60))))).containsExactly(3);

    assertThat(take(crash(4, "executor 2", NOON.plusSeconds(2)))).isEmpty();
    assertThat(take(crash(5, "executor 4", NOON.plusSeconds(2)))).isEmpty();
    assertThatThrownBy(() -> take(crash(6, "executor 5", NOON.plusSeconds(2))))
        .hasMessageStartingWith("3 different trials in a row crashed, which is hardly")
        .hasMessageContaining("\n  trial 4 on host: boom 4\n  trial 5 on host: boom 5\n  trial 6");
    assertThat(trials(doubts.release())).containsExactly(1, 2, 4, 5, 6);
  }

  /** What went wrong in a place may have begun in the middle of the other's training there. */
  @Test
  void inOnePlaceItDoesNot() {
    take(crash(1, "executor 0"));
    take(crash(2, "executor 0"));
    take(trained(3, "executor 0", NOON.minusSeconds(60)));

    assertThatThrownBy(() -> take(crash(4, "executor 0")))
        .hasMessageStartingWith("3 different trials in a row crashed on executor 0, which");
  }

  /** In a wide search bad configurations may all crash before any good one ends. */
  @ParameterizedTest
  @CsvSource({"1, 3", "6, 3", "7, 3", "8, 4", "9, 4", "100, 50"})
  void anywhereSoManyCrashesEndTheSearchAsAreHalfOfTheJobsUnderWay(int underWay, int limit) {
    for (int trial = 1; trial < limit; trial++) {
      assertThat(doubts.take(crash(trial, "executor " + trial), underWay)).isEmpty();
    }

    assertThatThrownBy(() -> doubts.take(crash(limit, "executor " + limit), underWay))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith(limit + " different trials in a row crashed, which is hardly")
        .hasMessageContaining(
            "trial 3 on host: boom 3\n"
                + (limit == 3 ? "Mend" : "  and %d more\nMend".formatted(limit - 3)));
  }

  @Test
  void trialsThatRunOutOfMemoryInOnePlaceMayNotBeAtFaultEither() {
    take(outOfMemory(1));
    take(crash(2, "executor 0"));

    assertThat(Doubts.notice(outOfMemory(1)))
        .isEqualTo(
            "trial 1 ran out of memory on host (2 GB are too few); whether that is its own fault shows when another has trained there");
    assertThatThrownBy(() -> take(outOfMemory(3)))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith(
            "3 different trials in a row crashed or ran out of memory on executor 0, which is hardly their fault, so that none of them has failed:\n  trial 1 on host: 2 GB are too few\n  trial 2 on host: boom 2\n");
  }

  @Test
  void aCrashThatIsHeldBackIsReported() {
    assertThat(Doubts.notice(crash(5, "executor 0")))
        .isEqualTo(
            "trial 5 crashed on host (boom 5); whether that is its own fault shows when another has trained there");
  }

  private List<Event.Outcome> take(Backend.Ended ended) {
    return doubts.take(ended, 2);
  }

  private static List<Integer> trials(List<Event.Outcome> outcomes) {
    return outcomes.stream().map(Event.Outcome::trial).toList();
  }

  private static Backend.Ended crash(int trial, String... places) {
    return new Backend.Ended(
        Event.Failed.crashed(trial, 0, "boom " + trial, "host", NOON), Set.of(places), true);
  }

  private static Backend.Ended crash(int trial, String place, Instant at) {
    return new Backend.Ended(
        Event.Failed.crashed(trial, 0, "boom " + trial, "host", at), Set.of(place), true);
  }

  private static Backend.Ended failed(int trial, FailureReason reason, List<EpochMetrics> epochs) {
    return Backend.Ended.of(
        new Event.Failed(trial, 0, reason, "", epochs, new Effort("cpu", "host", 1, 1, NOON, NOON)),
        Set.of("executor 0", "cpu of host"));
  }

  private static Backend.Ended outOfMemory(int trial) {
    return new Backend.Ended(
        new Event.Failed(
            trial,
            0,
            FailureReason.OUT_OF_MEMORY,
            "2 GB are too few",
            List.of(),
            new Effort("cpu", "host", 1, 1, NOON, NOON)),
        Set.of("executor 0"),
        true);
  }

  private static Backend.Ended trained(int trial, String executor) {
    return trained(trial, executor, NOON);
  }

  private static Backend.Ended trained(int trial, String executor, Instant startedAt) {
    return Backend.Ended.of(
        Event.Finished.of(
            trial,
            0,
            List.of(LoopStudy.epoch(1, 50)),
            CheckpointReference.NONE,
            new Effort("cpu", "host", 1, 1, startedAt, NOON.plusSeconds(1))),
        Set.of(executor, "cpu of host"));
  }
}

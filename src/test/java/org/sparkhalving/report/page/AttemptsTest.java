package org.sparkhalving.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

class AttemptsTest {
  private static Instant at(int second) {
    return PageStudy.NOON.plusSeconds(second);
  }

  private static Event opened(int second) {
    return new Event.Opened("driver", "host", 1, at(second), List.of());
  }

  private static Event started(int trial, int second) {
    return new Event.Started(trial, 0, 1, at(second));
  }

  private static Event finished(int trial, int from, int to) {
    return Event.Finished.of(
        trial,
        0,
        List.of(new EpochMetrics(1, 1, 1, 50, 0.1, 1)),
        CheckpointReference.NONE,
        new Effort("cpu", "host", 1, 1, at(from), at(to)));
  }

  private static List<String> attempts(Event... events) {
    WorkTime time = new WorkTime(List.of(events));
    return Attempts.of(List.of(events), time, Optional.empty()).stream()
        .map(a -> "%s %s %.0f-%.0f".formatted(a.trial(), a.end(), a.from(), a.to()))
        .toList();
  }

  @Test
  void whatADeadSessionBeganIsCutWhereItsLastEventWas() {
    assertThat(
            attempts(
                opened(0),
                started(0, 1),
                started(1, 2),
                finished(0, 1, 5),
                opened(1000),
                started(1, 1001),
                finished(1, 1001, 1004)))
        .containsExactly("0 FINISHED 1-5", "1 CUT 2-5", "1 FINISHED 6-9");
  }

  @Test
  void anInterruptionCutsWhatIsUnderWay() {
    assertThat(attempts(opened(0), started(0, 1), new Event.Interrupted("Ctrl-C", at(7))))
        .containsExactly("0 CUT 1-7");
  }

  @Test
  void aJobWhoseOutcomeBeganMuchLaterHasWaited() {
    assertThat(attempts(opened(0), started(0, 1), finished(0, 31, 40)))
        .containsExactly("0 WAITED 1-31", "0 FINISHED 31-40");
  }

  @Test
  void aCrashReportsOnlyItsEnd() {
    assertThat(
            attempts(
                opened(0), started(0, 1), Event.Failed.crashed(0, 0, "SIGSEGV", "host", at(9))))
        .containsExactly("0 FAILED 1-9");
  }

  @Test
  void slotsAreAsManyAsAttemptsAtATime() {
    List<Event> events =
        List.of(
            opened(0),
            started(0, 0),
            started(1, 0),
            finished(0, 0, 4),
            started(2, 4),
            finished(1, 0, 8),
            finished(2, 4, 8),
            new Event.Failed(
                3,
                0,
                FailureReason.DIVERGED,
                "NaN",
                List.of(),
                new Effort("cpu", "h", 1, 1, at(8), at(10))));
    WorkTime time = new WorkTime(events);

    Slots slots = Slots.of(Attempts.of(events, time, Optional.empty()), time, time.now(), 100);

    assertThat(slots.count()).isEqualTo(2);
    assertThat(slots.busyPercent()).isEqualTo(90);
    assertThat(slots.bars()).extracting(Slots.Bar::slot).containsExactly(0, 1, 0, 0);
  }

  /** Trial 2 is handed over while both slots are taken, as where an executor is lost. */
  @Test
  void whatWaitsNeedsNoSlot() {
    List<Event> events =
        List.of(
            opened(0),
            started(0, 0),
            started(1, 0),
            started(2, 0),
            finished(0, 0, 10),
            finished(1, 0, 10),
            finished(2, 10, 20));
    WorkTime time = new WorkTime(events);

    Slots slots = Slots.of(Attempts.of(events, time, Optional.empty()), time, time.now(), 100);

    assertThat(slots.count()).isEqualTo(2);
    assertThat(slots.rows()).isEqualTo(3);
    assertThat(slots.busyPercent()).isEqualTo(75);
    assertThat(slots.bars())
        .extracting(bar -> bar.trial() + " " + bar.end() + " " + bar.slot())
        .containsExactly("0 finished 0", "1 finished 1", "2 waited 2", "2 finished 0");
  }
}

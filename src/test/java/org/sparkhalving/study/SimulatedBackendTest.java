package org.sparkhalving.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialStatus;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.settings.Settings;

class SimulatedBackendTest {
  private static final Settings.Stragglers FEW_STRAGGLERS =
      new Settings.Stragglers(0.2, Set.of(1), 10);
  private static final Settings.Failures FEW_FAILURES =
      new Settings.Failures(0.2, FailureReason.OUT_OF_MEMORY);

  @TempDir private Path folder;

  /** Trials 0, 1, 2 take 1, 2, 3 s an epoch; the last one is the best at first, then trial 1. */
  private static final Curves THREE =
      SimulatedLoop.curves(
          new double[] {50, 51, 52, 53},
          new double[] {60, 65, 70, 75},
          new double[] {70, 64, 1, 1});

  @Test
  void jobsEndInTheOrderOfTheirVirtualTimes() {
    SimulatedLoop study = SimulatedLoop.of(folder, THREE, 4, 4, 2);

    study.session();

    assertThat(study.events().stream().map(SimulatedBackendTest::line))
        .containsExactly(
            "0 start 0/0",
            "0 start 1/0",
            "1 end 0/0 50.0",
            "1 start 2/0",
            "2 end 1/0 60.0",
            "2 start 3/0", // curve 3 modulo 3
            "3 end 3/0 50.0", // now trial 1 is known to be among the best two
            "3 start 1/1",
            "4 end 2/0 70.0",
            "4 start 2/1",
            "5 end 1/1 65.0",
            "7 end 2/1 64.0",
            "7 start 1/2",
            "11 end 1/2 75.0");
  }

  private static String line(Event event) {
    if (event instanceof Event.Started start) {
      return seconds(start.at()) + " start " + start.trial() + "/" + start.rung();
    }
    if (event instanceof Event.Finished end) {
      double accuracy = end.epochs().get(end.epochs().size() - 1).valAccuracy();
      return seconds(end.at()) + " end " + end.trial() + "/" + end.rung() + " " + accuracy;
    }
    Event.Failed end = (Event.Failed) event;
    return String.format(
        Locale.ROOT,
        "%d %s %d/%d after %d: %s",
        seconds(end.at()),
        end.reason().key(),
        end.trial(),
        end.rung(),
        end.epochs().get(end.epochs().size() - 1).epoch(),
        end.message());
  }

  private static long seconds(Instant at) {
    return Duration.between(Instant.EPOCH, at).toSeconds();
  }

  @Test
  void theDecisionsAreThoseOfOneSlotInAnyNumberOfSlots() {
    List<String> one = null;
    for (int slots : new int[] {1, 2, 3, 16, 1000}) {
      StudyHistory history =
          SimulatedLoop.of(
                  folder.resolve("" + slots), SimulatedLoop.randomCurves(11, 8), 60, 8, slots)
              .with(FEW_STRAGGLERS, FEW_FAILURES)
              .session();

      List<String> results = LoopStudy.results(history);
      one = one == null ? results : one;
      assertThat(results).as("%s slots", slots).isEqualTo(one);
    }
    assertThat(one).anyMatch(line -> line.startsWith("failed"));
  }

  @Test
  void aStudyInterruptedAnywhereHasTheEventsAndTimesOfAnUndisturbedOne() {
    SimulatedLoop undisturbed = study("undisturbed");
    undisturbed.session();
    List<Event> events = undisturbed.events();
    for (int turns = 7; turns < 45; turns += 18) {
      SimulatedLoop study = study("turns-" + turns);
      int sessions = 0;
      while (!study.session(afterTurns(turns)).isDecided()) {
        sessions++;
      }
      assertThat(sessions).isPositive();
      assertThat(study.events()).as("stops after %s turns", turns).isEqualTo(events);
    }
  }

  private SimulatedLoop study(String name) {
    return SimulatedLoop.of(folder.resolve(name), SimulatedLoop.randomCurves(5, 8), 30, 8, 4)
        .with(FEW_STRAGGLERS, FEW_FAILURES);
  }

  private static Supplier<Optional<String>> afterTurns(int turns) {
    int[] asked = {0};
    return () -> asked[0]++ < turns ? Optional.empty() : Optional.of("Ctrl-C");
  }

  @Test
  void aStragglerTakesLongerAndIsNoWorse() {
    SimulatedLoop study =
        SimulatedLoop.of(folder, THREE, 3, 1, 3)
            .with(new Settings.Stragglers(0, Set.of(1), 10), SimulatedLoop.NO_FAILURES);

    study.session();

    assertThat(study.events().stream().map(SimulatedBackendTest::line).skip(3))
        .containsExactly("1 end 0/0 50.0", "3 end 2/0 70.0", "20 end 1/0 60.0");
  }

  @Test
  void anEpochThatIsNotFiniteIsATrialThatDivergedAndItsCurveMayEndThere() {
    Curves curves =
        SimulatedLoop.curves(new double[] {50, 60, 70, 80}, new double[] {60, 65, Double.NaN});
    SimulatedLoop study = SimulatedLoop.of(folder, curves, 2, 4, 1);

    StudyHistory history = study.session();

    assertThat(study.events().stream().map(SimulatedBackendTest::line))
        .contains("7 diverged 1/2 after 3: its curve is not finite in epoch 3");
    assertThat(history.status(1)).isEqualTo(TrialStatus.FAILED);
    assertThat(history.chosen().orElseThrow().trial()).isZero();
  }

  @Test
  void failuresAreDrawnBySeedAndTrialAlone() {
    StudyHistory history =
        SimulatedLoop.of(folder, THREE, 1000, 1, 7)
            .with(SimulatedLoop.NO_STRAGGLERS, new Settings.Failures(0.2, FailureReason.CRASHED))
            .session();

    assertThat(
            IntStream.range(0, 1000).filter(k -> history.status(k) == TrialStatus.FAILED).count())
        .isBetween(160L, 240L);
  }

  @Test
  void everyStopRuleEndsTheSearchAndALaxerOneResumesItAsIfItHadNeverStopped() {
    SimulatedLoop undisturbed = study("undisturbed");
    undisturbed.session();
    Settings.Stop never = Settings.Stop.NEVER;
    for (Settings.Stop stop :
        List.of(
            new Settings.Stop(
                Optional.of(Duration.ofSeconds(33)),
                never.totalEpochs(),
                never.patience(),
                never.target()),
            new Settings.Stop(
                never.wallClock(), OptionalLong.of(20), never.patience(), never.target()),
            new Settings.Stop(
                never.wallClock(), never.totalEpochs(), OptionalLong.of(5), never.target()),
            new Settings.Stop(
                never.wallClock(), never.totalEpochs(), never.patience(), OptionalDouble.of(80)))) {
      SimulatedLoop study = study("stop-" + stop.hashCode());

      StudyHistory stopped = study.with(stop).session();

      assertThat(stopped.stopped()).as("%s", stop).isPresent();
      assertThat(stopped.isDecided()).isFalse();
      assertThat(statuses(stopped)).contains("cancelled").doesNotContain("running", "paused");
      assertThat(study.with(stop).session().stopped())
          .as("the same rule again")
          .map(Event.Stopped::rule)
          .isEqualTo(stopped.stopped().map(Event.Stopped::rule));
      StudyHistory resumed = study.session();
      assertThat(resumed.stopped()).isEmpty();
      assertThat(study.events()).as("%s", stop).isEqualTo(undisturbed.events());
    }
  }

  private static Set<String> statuses(StudyHistory history) {
    return Set.copyOf(
        IntStream.range(0, history.trials().size())
            .mapToObj(trial -> history.status(trial).key())
            .distinct()
            .toList());
  }

  @Test
  void theStopOfTheWallClockIsAtItsVirtualTime() {
    Settings.Stop stop =
        new Settings.Stop(
            Optional.of(Duration.ofMillis(3500)),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty());

    StudyHistory history = SimulatedLoop.of(folder, THREE, 4, 4, 2).with(stop).session();

    assertThat(history.stopped())
        .contains(
            new Event.Stopped(
                "wall-clock",
                "the time is up, stop.wall-clock = 3.5 s",
                Instant.ofEpochMilli(3500)));
    assertThat(history.jobsDone()).isEqualTo(3);
  }

  @Test
  void patienceEndsWhereNothingBetterCameForThatManyEpochs() {
    Curves curves =
        SimulatedLoop.curves(
            new double[] {50, 51},
            new double[] {70, 70},
            new double[] {60, 61},
            new double[] {40, 41});
    Settings.Stop stop =
        new Settings.Stop(
            Optional.empty(), OptionalLong.empty(), OptionalLong.of(2), OptionalDouble.empty());

    StudyHistory history = SimulatedLoop.of(folder, curves, 4, 2, 1).with(stop).session();

    assertThat(history.stopped().map(Event.Stopped::reason))
        .contains(
            "2 epochs were trained since trial 1 reached val_accuracy = 70.0, stop.patience = 2");
    assertThat(history.epochsDone()).isEqualTo(4);
  }

  @Test
  void aCurveThatIsTooShortOrHasAGapIsRefused() {
    assertThatThrownBy(() -> SimulatedLoop.curves(new double[] {1, 2}, new double[] {1}))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "the curve of trial 1 in curves ends at epoch 1, but scheduler.max-epochs = 2: use at"
                + " most 1, or longer curves");
  }
}

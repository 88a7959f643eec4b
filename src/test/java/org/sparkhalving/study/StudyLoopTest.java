package org.sparkhalving.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Finalist;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.history.TrialStatus;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.FencedOutException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;

class StudyLoopTest {
  /** Trial k has 10 (k + 1) percent, from the first epoch on. */
  private static final LoopStudy.Curve STEADY = (trial, epoch) -> 10.0 * (trial + 1);

  @TempDir private Path parent;

  @Test
  void theHighestRungRunsFirstThenTheLowestTrial() {
    LoopStudy study = study(4, 4);
    FakeBackend backend = new FakeBackend(study, 1, 1);

    assertThat(study.session(backend).run()).isEmpty();

    assertThat(LoopStudy.starts(Journal.read(study.folder)))
        .containsExactly("0/0", "1/0", "2/0", "2/1", "3/0", "3/1", "3/2");
    assertThat(backend.orders)
        .extracting(order -> order.trial() + "/" + order.rung() + " to " + order.target())
        .containsExactly(
            "0/0 to 1", "1/0 to 1", "2/0 to 1", "2/1 to 2", "3/0 to 1", "3/1 to 2", "3/2 to 4");
  }

  @Test
  void neverMoreJobsRunThanThereAreSlots() {
    LoopStudy study = study(16, 8);
    FakeBackend backend = new FakeBackend(study, 3, 2);

    study.session(backend).run();

    assertThat(backend.mostRunning).isEqualTo(3);
    assertThat(backend.orders).hasSize(16 + 8 + 4 + 2);
  }

  @Test
  void everyOutcomeIsRecordedAndReportedOnce() {
    LoopStudy study = study(8, 4);
    SilentListener listener = new SilentListener();
    StudyHistory history = study.history();
    Journal journal = Journal.open(study.folder);
    journal.begin("d", "host", 1, LoopStudy.NOON);
    new StudyLoop(
            history,
            journal,
            new FakeBackend(study, 2, 3),
            study.cleaner(history),
            listener,
            3,
            new Doubts(3),
            new StopRules(Settings.Stop.NEVER, Metric.VAL_ACCURACY))
        .run(history.start(), Optional::empty);

    List<Event> recorded =
        Journal.read(study.folder).stream().filter(Event.Finished.class::isInstance).toList();
    assertThat(recorded).hasSize(14).containsExactlyElementsOf(listener.ended);
    assertThat(listener.started)
        .containsExactlyInAnyOrderElementsOf(
            listener.ended.stream()
                .map(outcome -> new Job(outcome.trial(), outcome.rung()))
                .toList());
    assertThat(listener.after)
        .as("each as of its outcome, however many come at once")
        .extracting(Snapshot::jobsDone)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 14).boxed().toList());
    assertThat(LoopStudy.results(study.stored())).isEqualTo(LoopStudy.results(history));
    assertThat(history.isDecided()).isTrue();
  }

  @Test
  void aStopCancelsAndLeavesAStudyThatResumes() {
    LoopStudy study = study(4, 4);
    FakeBackend backend = new FakeBackend(study, 2, 4);
    LoopStudy.Session session = study.session(backend);

    Optional<String> reason = session.run(afterTurns(3, "Ctrl-C"));

    assertThat(reason).contains("Ctrl-C");
    assertThat(backend.cancelled).isEqualTo(1);
    assertThat(last(study)).isInstanceOf(Event.Interrupted.class);
    assertThat(((Event.Interrupted) last(study)).reason()).isEqualTo("Ctrl-C");
    assertThat(session.history.trials()).allMatch(trial -> trial.unansweredStarts() == 0);
    assertThat(LoopStudy.results(study.stored())).isEqualTo(LoopStudy.results(session.history));
    assertThat(study.session(new FakeBackend(study, 2, 5)).run()).isEmpty();
    assertThat(study.stored().chosen()).map(TrialRecord::trial).contains(3);
  }

  @Test
  void anErrorOfTheEnvironmentCancelsIsRecordedAndThrown() {
    LoopStudy study = study(4, 4);
    RuntimeException error = new ReportedException(ErrorKind.ENVIRONMENT, "the disk is full");
    FakeBackend backend = new FakeBackend(study, 2, 6).failing(2, error);

    assertThatThrownBy(() -> study.session(backend).run()).isSameAs(error);

    assertThat(backend.cancelled).isEqualTo(1);
    assertThat(((Event.Interrupted) last(study)).reason()).isEqualTo("the disk is full");
    assertThat(study.session(new FakeBackend(study, 2, 7)).run()).isEmpty();
  }

  @Test
  void outcomesThatArriveBeforeAnErrorOrAStopAreKept() {
    for (int seed = 0; seed < 30; seed++) {
      LoopStudy failing = new LoopStudy(parent.resolve("seed-" + seed), 6, 4, 2, 2, STEADY);
      FakeBackend backend =
          new FakeBackend(failing, 4, seed)
              .failing(3, new ReportedException(ErrorKind.ENVIRONMENT, "full"));
      assertThatThrownBy(() -> failing.session(backend).run())
          .isInstanceOf(ReportedException.class);
      assertThat(backend.given).hasSize(3);
      assertThat(Journal.read(failing.folder)).containsAll(backend.given);
    }
  }

  @Test
  void anErrorOfTheEnvironmentWhileItStopsCancelsAndIsRecordedToo() {
    LoopStudy study = study(4, 4);
    RuntimeException error = new ReportedException(ErrorKind.ENVIRONMENT, "the disk is full");
    FakeBackend backend = new FakeBackend(study, 2, 6).failing(0, error);
    int[] asked = {0};

    assertThatThrownBy(
            () ->
                study
                    .session(backend)
                    .run(() -> asked[0]++ == 0 ? Optional.empty() : Optional.of("Ctrl-C")))
        .isSameAs(error);

    assertThat(backend.orders).hasSize(2);
    assertThat(backend.cancelled).isEqualTo(1);
    assertThat(((Event.Interrupted) last(study)).reason()).isEqualTo("the disk is full");
  }

  @Test
  void aStopAtTheLastOutcomeLeavesACompleteStudy() {
    int complete = 0;
    for (int seed = 0; seed < 20; seed++) {
      LoopStudy study = new LoopStudy(parent.resolve("seed-" + seed), 1, 1, 2, 1, STEADY);
      LoopStudy.Session session = study.session(new FakeBackend(study, 1, seed));

      Optional<String> reason = session.run(afterTurns(1, "Ctrl-C"));

      assertThat(reason.isEmpty()).isEqualTo(session.history.isDecided());
      assertThat(last(study) instanceof Event.Interrupted).isEqualTo(reason.isPresent());
      complete += reason.isEmpty() ? 1 : 0;
    }
    assertThat(complete).isBetween(1, 19);
  }

  @Test
  void aCheckpointThatCannotBeDeletedIsTriedAgainAndEndsNoSearch() {
    LoopStudy study = new LoopStudy(parent, 16, 8, 2, 1, STEADY);
    Path trial = Path.of(URI.create(study.folder.uriOf("checkpoints/trial-0000")));
    Path[] blocked = new Path[1];
    List<Integer> jobsWithBlock = new ArrayList<>();

    study
        .session(new FakeBackend(study, 1, 1))
        .run(
            () -> {
              if (Files.exists(trial) && blocked[0] == null) {
                blocked[0] = block(trial);
              } else if (LoopStudy.starts(Journal.read(study.folder)).contains("14/0")) {
                unblock(blocked[0]);
              } else if (blocked[0] != null) {
                jobsWithBlock.add(study.stored().ranking().size());
              }
              return Optional.empty();
            });

    assertThat(jobsWithBlock).contains(2, 4, 8);
    assertThat(blocked[0]).doesNotExist();
    assertThat(study.stored().isDecided()).isTrue();
  }

  /** Puts a folder that is not empty in the place of a file: nobody can delete that. */
  private static Path block(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.findFirst().orElseThrow();
      Files.delete(file);
      Files.createDirectories(file.resolve("full"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unblock(Path file) {
    try {
      Files.deleteIfExists(file.resolve("full"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDriverThatIsFencedOutCancelsAndWritesNothingMore() {
    LoopStudy study = study(4, 4);
    FakeBackend backend = new FakeBackend(study, 2, 8);
    LoopStudy.Session session = study.session(backend);
    Journal.open(study.folder).begin("another", "host", 2, LoopStudy.NOON);
    List<Event> before = Journal.read(study.folder);

    assertThatThrownBy(session::run).isInstanceOf(FencedOutException.class);

    assertThat(backend.cancelled).isEqualTo(1);
    assertThat(backend.orders).isEmpty();
    assertThat(Journal.read(study.folder)).isEqualTo(before);
  }

  @Test
  void aDriverWhoseLastObjectWasSkippedHasDeletedNothingThatItsSuccessorNeeds() {
    for (int turns = 1; turns < 12; turns++) {
      LoopStudy study = new LoopStudy(parent.resolve("turns-" + turns), 8, 4, 2, 1, STEADY);
      LoopStudy.Session overtaken = study.session(new FakeBackend(study, 1, 1));
      int last = turns;
      int[] asked = {0};
      assertThatThrownBy(
              () ->
                  overtaken.run(
                      () -> {
                        if (asked[0]++ == last) {
                          skipLast(study);
                        }
                        return Optional.empty();
                      }))
          .isInstanceOf(FencedOutException.class);

      Set<CheckpointReference> needed = Retention.keep(study.stored(), study.keep);
      assertThat(needed)
          .as("after %s turns", turns)
          .allSatisfy(reference -> assertThat(study.checkpoints.fetch(reference)).hasSize(2));
    }
  }

  /** Another driver begins, which has seen but the first half of the last object. */
  private static void skipLast(LoopStudy study) {
    Path journal = Path.of(URI.create(study.folder.journal()));
    try (Stream<Path> objects = Files.list(journal)) {
      Path last = objects.max(Comparator.naturalOrder()).orElseThrow();
      byte[] whole = Files.readAllBytes(last);
      Files.write(last, Arrays.copyOf(whole, whole.length / 2));
      Journal.open(study.folder).begin("another", "host", 2, LoopStudy.NOON);
      Files.write(last, whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDriverThatIsFencedOutWhileItStopsSaysSo() {
    LoopStudy study = study(4, 4);
    FakeBackend backend = new FakeBackend(study, 2, 9);
    LoopStudy.Session session = study.session(backend);
    Journal.open(study.folder).begin("another", "host", 2, LoopStudy.NOON);

    assertThatThrownBy(() -> session.run(() -> Optional.of("Ctrl-C")))
        .isInstanceOf(FencedOutException.class);

    assertThat(backend.cancelled).isEqualTo(1);
  }

  @Test
  void jobsThatTookTheProcessAlongTooOftenAreCrashed() {
    LoopStudy study = study(4, 2);
    for (int start = 0; start < 3; start++) {
      FakeBackend backend = new FakeBackend(study, 1, 1).crashingAtCall(1);
      assertThatThrownBy(() -> study.session(backend).withoutCrashed().run())
          .isInstanceOf(FakeBackend.Crash.class);
      study.session(new FakeBackend(study, 1, 1)).aborted(0);
    }

    LoopStudy.Session session = study.session(new FakeBackend(study, 1, 1)).withoutCrashed();

    assertThat(session.open()).containsExactly(new Job(1, 0), new Job(2, 0), new Job(3, 0));
    assertThat(session.history.trial(0).failure()).contains(FailureReason.CRASHED);
    assertThat(((Event.Failed) last(study)).message())
        .isEqualTo("its process ended 3 times, at last with SIGSEGV (0xb)");
    assertThat(session.run()).isEmpty();
    assertThat(study.stored().status(0)).isEqualTo(TrialStatus.FAILED);
    assertThat(study.stored().chosen()).map(TrialRecord::trial).contains(3);
  }

  /** As where the kernel kills each executor that trains it, since memory does not suffice. */
  @Test
  void aTrialThatEndsEverySessionDoesSoAsOftenAsItIsTried() {
    LoopStudy study = study(4, 2);
    RuntimeException killed =
        new BackendFailureException(
            "killed",
            new BackendFailureException.Attempt(3, "10 executors that were killed (137)"));
    for (int session = 0; session < 2; session++) {
      assertThatThrownBy(
              () ->
                  study
                      .session(new FakeBackend(study, 1, 1).failing(1, killed), 2)
                      .withoutCrashed()
                      .run())
          .isSameAs(killed);
      assertThat(study.stored().trial(3).failure()).isEmpty();
    }

    LoopStudy.Session last = study.session(new FakeBackend(study, 1, 1), 2).withoutCrashed();

    assertThat(last.run()).isEmpty();
    assertThat(study.stored().status(3)).isEqualTo(TrialStatus.FAILED);
    assertThat(study.stored().trial(3).failureMessage())
        .isEqualTo("its process ended 2 times, at last with 10 executors that were killed (137)");
    assertThat(study.stored().chosen()).map(TrialRecord::trial).contains(2);
  }

  @Test
  void trialsThatRanWhenTheProcessAbortedRunAloneThen() {
    LoopStudy study = study(8, 1);
    FakeBackend backend = new FakeBackend(study, 4, 2);

    assertThat(study.session(backend).aborted(2).aborted(3).run()).isEmpty();

    assertThat(backend.inCompany).contains(0, 1, 4, 5, 6, 7).doesNotContain(2, 3);
    assertThat(backend.mostRunning).isEqualTo(4);
  }

  @Test
  void suspectsOfAnAbortRunAloneAndHaveNotFailedEvenWithOneAttempt() {
    LoopStudy study = study(8, 1);
    FakeBackend backend = new FakeBackend(study, 4, 2);

    assertThat(study.session(backend, 1).suspected(2, 3).withoutCrashed().run()).isEmpty();

    assertThat(backend.inCompany).contains(0, 1, 4, 5, 6, 7).doesNotContain(2, 3);
    assertThat(study.stored().trials()).allMatch(trial -> trial.failure().isEmpty());
    LoopStudy.Session alone =
        new LoopStudy(parent.resolve("b"), 2, 1, 2, 1, STEADY).session(backend, 1);
    alone.suspected(1).aborted(1).withoutCrashed();
    assertThat(alone.history.trial(1).failure()).contains(FailureReason.CRASHED);
  }

  @Test
  void anAbortOnNoTrialsThreadMakesSuspectsOfAllThatWereRunning() {
    LoopStudy study = study(4, 2);
    FakeBackend backend = new FakeBackend(study, 2, 1).crashingAtCall(2);
    assertThatThrownBy(() -> study.session(backend).run()).isInstanceOf(FakeBackend.Crash.class);
    StudyHistory history = study.history();
    List<Job> open = Journal.open(study.folder).replay(history);

    assertThat(Aborts.blamed(history, open, OptionalInt.empty(), "why", LoopStudy.NOON))
        .containsExactly(
            new Event.Suspected(0, "why", LoopStudy.NOON),
            new Event.Suspected(1, "why", LoopStudy.NOON));
    assertThat(Aborts.blamed(history, open, OptionalInt.of(1), "why", LoopStudy.NOON))
        .containsExactly(new Event.Aborted(1, "why", LoopStudy.NOON));
    history.apply(new Event.Interrupted("clean", LoopStudy.NOON));
    history.apply(new Event.Started(3, 0, 1, LoopStudy.NOON));
    assertThat(Aborts.blamed(history, open, OptionalInt.empty(), "why", LoopStudy.NOON))
        .as("one that was alone")
        .containsExactly(new Event.Aborted(3, "why", LoopStudy.NOON));
  }

  @Test
  void manyTrialsThatCrashInARowStopTheSearchAndNoneHasFailed() {
    for (int slots = 1; slots <= 4; slots++) {
      LoopStudy undisturbed = new LoopStudy(parent.resolve("a-" + slots), 8, 4, 2, 2, STEADY);
      undisturbed.session(new FakeBackend(undisturbed, slots, 1)).run();
      LoopStudy sick = new LoopStudy(parent.resolve("b-" + slots), 8, 4, 2, 2, STEADY);
      FakeBackend backend = new FakeBackend(sick, slots, 1).crashing(0, 1, 2, 3, 4, 5, 6, 7);

      assertThatThrownBy(() -> sick.session(backend).run())
          .isInstanceOf(BackendFailureException.class)
          .hasMessageStartingWith("3 different trials in a row crashed on executor 0, which is");

      assertThat(((Event.Interrupted) last(sick)).reason()).contains("on host: boom");
      assertThat(Journal.read(sick.folder)).noneMatch(Event.Failed.class::isInstance);
      assertThat(sick.session(new FakeBackend(sick, slots, 1)).run()).isEmpty();
      assertThat(LoopStudy.results(sick.stored()))
          .isEqualTo(LoopStudy.results(undisturbed.stored()));
    }
  }

  @Test
  void aCrashThatIsHeldBackIsReported() {
    LoopStudy study = study(8, 4);
    SilentListener listener = new SilentListener();
    StudyHistory history = study.history();
    Journal journal = Journal.open(study.folder);
    journal.begin("d", "host", 1, LoopStudy.NOON);
    new StudyLoop(
            history,
            journal,
            new FakeBackend(study, 2, 1).crashing(3),
            study.cleaner(history),
            listener,
            3,
            new Doubts(3),
            new StopRules(Settings.Stop.NEVER, Metric.VAL_ACCURACY))
        .run(history.start(), Optional::empty);

    assertThat(listener.notices)
        .containsExactly(
            "trial 3 crashed on host (boom); whether that is its own fault shows when another has trained there");
  }

  @Test
  void aTrialThatCrashesBesideOthersThatTrainHasFailed() {
    LoopStudy study = study(8, 4);

    assertThat(study.session(new FakeBackend(study, 2, 1).crashing(3, 6)).run()).isEmpty();

    assertThat(study.stored().failed()).containsExactly(3, 6);
    assertThat(study.stored().isDecided()).isTrue();
  }

  /** Nothing is left to run that could show whose fault it is. */
  @Test
  void aStudyOfFewTrialsThatAllCrashEnds() {
    LoopStudy study = study(2, 4);

    assertThat(study.session(new FakeBackend(study, 2, 1).crashing(0, 1)).run()).isEmpty();

    assertThat(study.stored().failed()).containsExactly(0, 1);
  }

  @Test
  void aDriverThatIsKilledAgainAndAgainIsNoTrialsFault() {
    LoopStudy study = study(4, 2);
    for (int start = 0; start < 5; start++) {
      FakeBackend backend = new FakeBackend(study, 1, 1).crashingAtCall(1);
      assertThatThrownBy(() -> study.session(backend).withoutCrashed().run())
          .isInstanceOf(FakeBackend.Crash.class);
    }

    assertThat(study.session(new FakeBackend(study, 1, 1)).withoutCrashed().run()).isEmpty();
    assertThat(study.stored().trials()).allMatch(trial -> trial.failure().isEmpty());
  }

  @Test
  void cleanInterruptionsAreNoCrashes() {
    LoopStudy study = study(2, 2);
    for (int start = 0; start < 5; start++) {
      study.session(new FakeBackend(study, 2, 1)).withoutCrashed().run(afterTurns(1, "again"));
    }

    assertThat(study.session(new FakeBackend(study, 2, 1)).withoutCrashed().run()).isEmpty();
    assertThat(study.stored().trials()).allMatch(trial -> trial.failure().isEmpty());
  }

  @Test
  void aFailureThatEmptiesThePlacesAboveStillEndsTheStudy() {
    LoopStudy study =
        new LoopStudy(parent, 4, 4, 2, 1, (trial, epoch) -> epoch == 1 ? trial : Double.NaN);

    study.session(new FakeBackend(study, 2, 1)).run();

    StudyHistory history = study.stored();
    assertThat(history.isDecided()).isTrue();
    assertThat(history.chosen()).map(TrialRecord::trial).contains(1);
    assertThat(study.checkpoints.fetch(history.chosen().orElseThrow().model().orElseThrow()))
        .containsExactly(1, 1);
  }

  @Test
  void theOrderOfOutcomesAndCrashesChangeNoResult() {
    for (int run = 0; run < 20; run++) {
      SplittableRandom random = new SplittableRandom(run);
      int trials = 1 + random.nextInt(12);
      int factor = 2 + random.nextInt(2);
      int keep = 1 + random.nextInt(3);
      int repeats = run % 3;
      LoopStudy.Curve curve = curve(run);
      LoopStudy undisturbed =
          new LoopStudy(parent.resolve(run + "-a"), trials, 5, factor, keep, curve);
      undisturbed.repeats = repeats;
      undisturbed.session(new FakeBackend(undisturbed, 1, run)).run();
      LoopStudy disturbed =
          new LoopStudy(parent.resolve(run + "-b"), trials, 5, factor, keep, curve);
      disturbed.repeats = repeats;
      runWithCrashes(disturbed, random);

      assertThat(LoopStudy.results(disturbed.stored()))
          .as("run %s", run)
          .isEqualTo(LoopStudy.results(undisturbed.stored()));
      assertThat(disturbed.stored().ranking().stream().limit(keep))
          .as("run %s", run)
          .extracting(trial -> disturbed.stored().bestRun(trial.trial()))
          .allSatisfy(
              best ->
                  assertThat(disturbed.checkpoints.fetch(best.model().orElseThrow()))
                      .containsExactly(best.trial(), best.counted().orElseThrow().epoch()));
      assertThat(undisturbed.checkpoints.sweep(Retention.needed(undisturbed.stored(), keep)))
          .as("left over in run %s", run)
          .isSubsetOf(neededBeforeTheLastOutcome(undisturbed));
    }
  }

  /** Trials 2 and 3 of four are finalists; 3 was lucky: its repeats are worse than those of 2. */
  private LoopStudy withLuckyTrial() {
    double[] percent = {10, 20, 60, 70, 0, 0, 59, 40, 0, 0, 61, 50};
    LoopStudy study = new LoopStudy(parent, 4, 2, 2, 1, (trial, epoch) -> percent[trial]);
    study.repeats = 2;
    return study;
  }

  @Test
  void finalistsAreTrainedAgainOnceAllIsDecidedAndTheirMeansDecide() {
    LoopStudy study = withLuckyTrial();
    FakeBackend backend = new FakeBackend(study, 1, 1);

    assertThat(study.session(backend).run()).isEmpty();

    assertThat(LoopStudy.starts(Journal.read(study.folder)))
        .endsWith("6/1", "7/1", "10/1", "11/1")
        .doesNotHaveDuplicates();
    assertThat(backend.orders)
        .filteredOn(order -> order.trial() >= 4)
        .hasSize(4)
        .allSatisfy(order -> assertThat(order.target()).isEqualTo(2));
    StudyHistory history = study.stored();
    assertThat(history.ranking()).extracting(TrialRecord::trial).startsWith(2, 3);
    assertThat(history.finalists()).extracting(Finalist::mean).containsExactly(60.0, 160 / 3.0);
    TrialRecord chosen = history.chosen().orElseThrow();
    assertThat(chosen.trial()).isEqualTo(10);
    assertThat(study.checkpoints.fetch(chosen.model().orElseThrow())).containsExactly(10, 1);
  }

  @Test
  void aSearchThatIsStoppedBetweenRepeatsChoosesByThoseThatAllFinalistsHad() {
    LoopStudy study = withLuckyTrial();
    study.stop =
        new Settings.Stop(
            Optional.empty(), OptionalLong.of(12), OptionalLong.empty(), OptionalDouble.empty());

    study.session(new FakeBackend(study, 1, 1)).run();

    StudyHistory stopped = study.stored();
    assertThat(stopped.stopped()).map(Event.Stopped::rule).contains("total-epochs");
    assertThat(stopped.status(11)).isEqualTo(TrialStatus.CANCELLED);
    assertThat(stopped.finalists()).extracting(Finalist::mean).containsExactly(59.5, 55.0);
    assertThat(study.checkpoints.fetch(stopped.chosen().orElseThrow().model().orElseThrow()))
        .as("the best run, counted or not")
        .containsExactly(10, 1);
    study.stop = Settings.Stop.NEVER;
    study.session(new FakeBackend(study, 1, 1)).run();
    assertThat(study.stored().finalists())
        .extracting(Finalist::mean)
        .containsExactly(60.0, 160 / 3.0);
  }

  @Test
  void patienceEndsNoRepeats() {
    LoopStudy study = withLuckyTrial();
    study.stop =
        new Settings.Stop(
            Optional.empty(), OptionalLong.empty(), OptionalLong.of(2), OptionalDouble.empty());

    study.session(new FakeBackend(study, 1, 1)).run();

    assertThat(study.stored().stopped()).isEmpty();
    assertThat(study.stored().runs()).hasSize(8);
  }

  /** Paths of the files that were needed before, and of those that came with it. */
  private static List<String> neededBeforeTheLastOutcome(LoopStudy study) {
    List<Event> events = Journal.read(study.folder);
    StudyHistory before = study.history();
    before.start();
    events.subList(0, events.size() - 1).forEach(before::apply);
    Set<CheckpointReference> needed = new HashSet<>(Retention.keep(before, study.keep));
    if (last(study) instanceof Event.Finished finished) {
      needed.add(finished.checkpoint());
      needed.add(finished.best());
    }
    return needed.stream().map(CheckpointReference::path).toList();
  }

  private static void runWithCrashes(LoopStudy study, SplittableRandom random) {
    boolean ended = false;
    while (!ended) {
      FakeBackend backend =
          new FakeBackend(study, 1 + random.nextInt(4), random.nextLong())
              .crashingAtCall(1 + random.nextInt(25));
      try {
        study.session(backend).run();
        ended = true;
      } catch (FakeBackend.Crash crash) {
        ended = study.stored().isDecided();
      }
    }
  }

  /** Curves that cross, fall and break off. */
  private static LoopStudy.Curve curve(long seed) {
    return (trial, epoch) -> {
      double unit = Seeds.unit(Seeds.of(seed, "curve " + trial, epoch));
      return unit < 0.08 ? Double.NaN : Math.floor(unit * 40);
    };
  }

  private static Supplier<Optional<String>> afterTurns(int turns, String reason) {
    List<Integer> asked = new ArrayList<>();
    return () -> {
      asked.add(asked.size());
      return asked.size() > turns ? Optional.of(reason) : Optional.empty();
    };
  }

  private static Event last(LoopStudy study) {
    List<Event> events = Journal.read(study.folder);
    return events.get(events.size() - 1);
  }

  private LoopStudy study(int trials, int maxEpochs) {
    return new LoopStudy(parent, trials, maxEpochs, 2, 2, STEADY);
  }
}

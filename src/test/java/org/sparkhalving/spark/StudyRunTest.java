package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Finalist;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.TaskPlace;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.storage.BestFiles;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.study.Backend;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.study.LoopStudy;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.failure.Blame;

@ExtendWith(SharedSpark.class)
class StudyRunTest {
  @TempDir private Path parent;

  @Test
  void aStudyEndsWithTablesThatFollowFromItsEpochs(SparkSession session) throws IOException {
    SmallStudy study = SmallStudy.of(parent, 8, 3, List.of(0.01, 0.003, 0.03), List.of(250L, 100L));

    StudyHistory history = study.run(session, "first");

    List<Row> epochs = rows(session, study.folder().epochs());
    List<Row> trials = rows(session, study.folder().trials());
    List<Row> decisions = rows(session, study.folder().decisions());
    assertThat(trials).hasSize(8);
    assertThat(epochs).hasSize(8 + 4 + 2);
    assertThat(decisions.stream().map(StudyRunTest::decision))
        .containsExactlyInAnyOrderElementsOf(naiveDecisions(epochs, List.of(1, 2, 3), 8));
    TrialRecord chosen = history.chosen().orElseThrow();
    assertThat(trials)
        .allSatisfy(
            row ->
                assertThat(row.isNullAt(row.fieldIndex("test_accuracy")))
                    .isEqualTo(row.getInt(0) != chosen.trial()));
    assertThat(trials).extracting(row -> row.<String>getAs("status")).contains("stopped");
    assertThat(trials.stream().filter(row -> row.getAs("status").equals("completed"))).hasSize(2);
    assertThat(Journal.read(study.folder())).last().isInstanceOf(Event.Ended.class);
    JsonNode best =
        new ObjectMapper().readTree(new BestFiles(study.folder()).hyperparameters().orElseThrow());
    assertThat(best.get("base_lr").doubleValue())
        .isEqualTo(study.sampler().sample(chosen.trial()).values().get("base_lr"));
    assertThat(new BestFiles(study.folder()).model()).isPresent();
    assertThat(
            new CheckpointStore(study.folder().uri(), new Configuration())
                .sweep(Retention.needed(history, 2)))
        .as("files that nothing needs")
        .isEmpty();
  }

  @Test
  void theModelIsTheBestEpochsAndGivesItsFiguresAgain(SparkSession session) {
    SmallStudy study = SmallStudy.of(parent, 4, 6, List.of(0.05), List.of(100L));

    StudyHistory history = study.run(session, "first");

    TrialRecord chosen = history.chosen().orElseThrow();
    EpochMetrics counted = chosen.counted().orElseThrow();
    assertThat(counted.epoch()).as("the best epoch").isLessThan(chosen.epochs().size());
    StudyData data = new StudyData(study.settings().data(), new Configuration());
    CheckpointEvaluation evaluation =
        new CheckpointEvaluation(session, study.folder().uri(), study.settings().resources());
    CheckpointReference model = chosen.model().orElseThrow();
    assertThat(evaluation.evaluate(model, data.search()).evaluation().accuracy())
        .isEqualTo(counted.valAccuracy());
    assertThat(evaluation.evaluate(model, data.search()).evaluation().loss())
        .isEqualTo(counted.valLoss());
    assertThat(evaluation.evaluate(model, data.test()).evaluation().accuracy())
        .isEqualTo(history.tested().orElseThrow().testAccuracy());
    assertThat(new BestFiles(study.folder()).model())
        .contains(new CheckpointStore(study.folder().uri(), new Configuration()).fetch(model));
    Row row =
        rows(session, study.folder().trials()).stream()
            .filter(trial -> trial.getInt(0) == chosen.trial())
            .findFirst()
            .orElseThrow();
    assertThat(row.<Integer>getAs("best_epoch")).isEqualTo(counted.epoch());
    assertThat(row.<Double>getAs("best_val_accuracy")).isEqualTo(counted.valAccuracy());
    assertThat(row.<Double>getAs("best_val_loss")).isEqualTo(counted.valLoss());
    assertThat(row.<Double>getAs("val_accuracy"))
        .isEqualTo(chosen.lastEpoch().orElseThrow().valAccuracy());
    assertThat(row.<String>getAs("checkpoint")).endsWith(model.path());
  }

  @Test
  void aTrialThatCannotTrainOnTheDataFailsAtOnceAndSaysWhy(SparkSession session) {
    SmallStudy study =
        SmallStudy.of(parent, 6, 2, List.of(0.01), List.of(39L, 400L))
            .with("batch_norm", new Distribution.Fixed(true));

    StudyHistory history = study.run(session, "first");

    for (TrialRecord trial : history.trials()) {
      boolean one = study.sampler().sample(trial.trial()).values().get("batch_size").equals(39L);
      assertThat(trial.failure())
          .isEqualTo(one ? Optional.of(FailureReason.CRASHED) : Optional.empty());
      assertThat(trial.failureMessage())
          .isEqualTo(
              one
                  ? "batch_size = 39 leaves a last batch of one of the 1600 training images, in which batch_norm has no"
                      + " variance (an error in PyTorch too); use another batch_size, or batch_norm = false"
                  : "");
      assertThat(trial.epochs()).hasSizeBetween(one ? 0 : 1, one ? 0 : 2);
    }
    assertThat(history.trials())
        .extracting(trial -> trial.failure().isPresent())
        .contains(true, false);
  }

  @Test
  void anEvaluationLeavesNoImagesOnTheDevice(SparkSession session) {
    SmallStudy study = SmallStudy.of(parent, 1, 1, List.of(0.01), List.of(400L));
    CheckpointReference chosen =
        study.run(session, "first").chosen().orElseThrow().checkpoint().orElseThrow();
    LabelledImages test = new StudyData(study.settings().data(), new Configuration()).test();
    CheckpointEvaluation evaluation =
        new CheckpointEvaluation(session, study.folder().uri(), study.settings().resources());
    Set<String> before = openManagers();

    assertThat(evaluation.evaluate(chosen, test).evaluation().accuracy()).isPositive();

    assertThat(openManagers()).isSubsetOf(before);
  }

  /** The engine's managers, each with the number of its tensors; all but the root. */
  private static Set<String> openManagers() {
    ByteArrayOutputStream dump = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (NDManager any = NDManager.newBaseManager("PyTorch")) {
      System.setOut(new PrintStream(dump, true, StandardCharsets.UTF_8));
      BaseNDManager root = (BaseNDManager) any.getParentManager();
      any.close();
      root.debugDump(0);
    } finally {
      System.setOut(out);
    }
    return dump.toString(StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  @Test
  void finalistsAreTrainedAgainUnderOtherSeedsAndTablesHaveTheirSpread(SparkSession session) {
    SmallStudy study =
        SmallStudy.of(parent, 4, 2, List.of(0.01, 0.03), List.of(400L)).withRepeats(2);

    StudyHistory history = study.run(session, "first");

    List<Integer> finalists = history.finalists().stream().map(Finalist::trial).toList();
    assertThat(finalists).hasSize(2);
    List<Row> trials = rows(session, study.folder().trials());
    assertThat(trials).hasSize(4 + 2 * 2);
    assertThat(trials.subList(0, 4)).allMatch(row -> row.isNullAt(row.fieldIndex("repeat_of")));
    for (Row repeat : trials.subList(4, 8)) {
      int original = repeat.<Integer>getAs("repeat_of");
      assertThat(original).isIn(finalists).isEqualTo(repeat.getInt(0) % 4);
      for (String same : List.of("status", "rung", "epochs", "base_lr", "l1_drop")) {
        assertThat(repeat.<Object>getAs(same)).isEqualTo(trials.get(original).getAs(same));
      }
    }
    assertThat(trials).extracting(row -> row.<Long>getAs("seed")).doesNotHaveDuplicates();
    assertThat(trials)
        .filteredOn(row -> row.getAs("status").equals("completed"))
        .as("each seed's own losses")
        .extracting(row -> row.<Double>getAs("val_loss"))
        .doesNotHaveDuplicates();
    assertThat(rows(session, study.folder().epochs())).hasSize(4 + 2 + 4 * 2);
    assertThat(rows(session, study.folder().decisions())).hasSize(4 + 2);
    TrialRecord chosen = history.chosen().orElseThrow();
    assertThat(trials)
        .filteredOn(row -> !row.isNullAt(row.fieldIndex("test_accuracy")))
        .extracting(row -> row.getInt(0))
        .containsExactly(chosen.trial());
    CheckpointStore checkpoints = new CheckpointStore(study.folder().uri(), new Configuration());
    byte[] file = checkpoints.fetch(chosen.model().orElseThrow());
    assertThat(new BestFiles(study.folder()).model())
        .contains(Model.decode(file, "model").encode());
    assertThat(checkpoints.sweep(Retention.needed(history, 2))).isEmpty();
    assertSpreadsBySql(session, study, history);
  }

  private static void assertSpreadsBySql(
      SparkSession session, SmallStudy study, StudyHistory history) {
    session.read().parquet(study.folder().trials()).createOrReplaceTempView("trials");
    session.read().parquet(study.folder().epochs()).createOrReplaceTempView("epochs");
    session.read().parquet(study.folder().decisions()).createOrReplaceTempView("decisions");
    try {
      List<Row> spreads = answer(session, "repeats", history);
      assertThat(spreads).hasSize(2);
      for (int place = 0; place < 2; place++) {
        Finalist finalist = history.finalists().get(place);
        Row row = spreads.get(place);
        assertThat(row.<Integer>getAs("finalist")).isEqualTo(finalist.trial());
        assertThat(row.<Long>getAs("runs")).isEqualTo(3);
        assertThat(row.<Double>getAs("mean")).isCloseTo(finalist.mean(), within(1e-4));
        assertThat(row.<Double>getAs("spread"))
            .isCloseTo(finalist.spread().orElseThrow(), within(1e-4));
      }
      Row savings = answer(session, "savings", history).get(0);
      assertThat(savings.<Long>getAs("epochs_spent")).isEqualTo(history.epochsDone());
      assertThat(savings.<Long>getAs("full_training")).isEqualTo(4 * 2);
      assertThat(answer(session, "regret", history))
          .extracting(row -> row.<Integer>getAs("best_trial"))
          .containsOnly(history.best().orElseThrow().trial());
      assertThat(answer(session, "cost-of-losers", history))
          .filteredOn(row -> row.<Integer>getAs("rung") == 1)
          .extracting(row -> row.getAs("fate") + " " + row.getAs("trials"))
          .as("each finalist and its repeats")
          .containsExactly("promoted or chosen 3", "not promoted 3");
      assertThat(answer(session, "history", history)).hasSize(4);
    } finally {
      List.of("trials", "epochs", "decisions").forEach(session.catalog()::dropTempView);
    }
  }

  private static List<Row> answer(SparkSession session, String query, StudyHistory history) {
    return session
        .sql(StudyQuery.named(query, history.criterion()).orElseThrow().sql())
        .collectAsList();
  }

  @Test
  void aStudyCutAfterAnyJournalObjectEndsWithTheSameTables(SparkSession session)
      throws IOException {
    SmallStudy whole =
        SmallStudy.of(parent.resolve("whole"), 3, 2, List.of(0.01, 0.03), List.of(400L))
            .withRepeats(1);
    Path folder = parent.resolve("whole/small");
    Path hoard = parent.resolve("hoard");
    whole.run(
        session,
        "first",
        () -> {
          copy(folder.resolve("checkpoints"), hoard);
          return Optional.empty();
        });
    copy(folder.resolve("checkpoints"), hoard);
    List<String> tables = whole.tables(session);
    List<Path> journal = children(folder.resolve("journal"));
    assertThat(journal).hasSizeGreaterThan(5);

    for (int objects = 0; objects < journal.size(); objects++) {
      SmallStudy cut =
          SmallStudy.of(parent.resolve("cut-" + objects), 3, 2, List.of(0.01, 0.03), List.of(400L))
              .withRepeats(1);
      Path place = parent.resolve("cut-" + objects + "/small");
      copy(hoard, place.resolve("checkpoints"));
      for (Path object : journal.subList(0, objects)) {
        copy(object, place.resolve("journal").resolve(object.getFileName()));
      }

      StudyHistory history = cut.run(session, "cut-" + objects);

      assertThat(cut.tables(session)).as("after %s objects", objects).isEqualTo(tables);
      assertThat(history.ended()).isPresent();
      assertThat(new BestFiles(cut.folder()).model().orElseThrow())
          .as("after %s objects", objects)
          .isEqualTo(new BestFiles(whole.folder()).model().orElseThrow());
    }
  }

  @Test
  void aStoppedStudyHasTablesAndResumesToTheSameEnd(SparkSession session) {
    SmallStudy stopped = SmallStudy.of(parent.resolve("a"), 3, 2, List.of(0.01), List.of(400L));
    SmallStudy undisturbed = SmallStudy.of(parent.resolve("b"), 3, 2, List.of(0.01), List.of(400L));
    undisturbed.run(session, "first");

    stopped.run(
        session,
        "first",
        () -> stopped.stored().jobsDone() > 0 ? Optional.of("enough") : Optional.empty());

    assertThat(rows(session, stopped.folder().trials()))
        .extracting(row -> row.<String>getAs("status"))
        .hasSize(3)
        .doesNotContain("running");
    assertThat(stopped.stored().ended()).isEmpty();
    session.catalog().clearCache();
    stopped.run(session, "second");
    assertThat(stopped.tables(session)).isEqualTo(undisturbed.tables(session));
  }

  @Test
  void aTrialThatDivergesFailsRanksLastAndIsNeverPromoted(SparkSession session) {
    SmallStudy study = SmallStudy.of(parent, 4, 2, List.of(0.01, 1e30), List.of(400L));
    List<Integer> diverging =
        IntStream.range(0, 4)
            .boxed()
            .filter(trial -> study.sampler().sample(trial).values().get("base_lr").equals(1e30))
            .toList();
    assertThat(diverging).isNotEmpty().hasSizeLessThan(4);

    study.run(session, "first");

    assertThat(rows(session, study.folder().trials()))
        .allSatisfy(
            row -> {
              boolean failed = diverging.contains(row.getInt(0));
              assertThat(row.<String>getAs("status").equals("failed")).isEqualTo(failed);
              assertThat(row.<String>getAs("failure")).isEqualTo(failed ? "diverged" : null);
            });
    List<Row> first =
        rows(session, study.folder().decisions()).stream()
            .filter(row -> row.getInt(0) == 0)
            .sorted(Comparator.comparingInt(row -> row.<Integer>getAs("rank")))
            .toList();
    assertThat(first.subList(4 - diverging.size(), 4))
        .allSatisfy(
            row -> {
              assertThat(diverging).contains(row.<Integer>getAs("trial"));
              assertThat(row.<Double>getAs("metric")).isNaN();
              assertThat(row.<Boolean>getAs("promoted")).isFalse();
              assertThat(row.<String>getAs("reason")).isEqualTo("failed");
            });
  }

  @Test
  void aTrialThatThrowsIsCrashedAndHarmsNoOther(SparkSession session) {
    // A batch of no images cannot be set, but it is a way to make the training code throw.
    SmallStudy study = SmallStudy.of(parent, 4, 2, List.of(0.01), List.of(400L, 0L));
    List<Integer> throwing =
        IntStream.range(0, 4)
            .boxed()
            .filter(trial -> study.sampler().sample(trial).values().get("batch_size").equals(0L))
            .toList();
    assertThat(throwing).isNotEmpty().hasSizeLessThan(4);

    StudyHistory history = study.run(session, "first");

    assertThat(history.trials())
        .allSatisfy(
            trial ->
                assertThat(trial.failure())
                    .isEqualTo(
                        throwing.contains(trial.trial())
                            ? Optional.of(FailureReason.CRASHED)
                            : Optional.empty()));
    assertThat(Journal.read(study.folder()))
        .filteredOn(Event.Failed.class::isInstance)
        .hasSize(throwing.size())
        .allSatisfy(
            event -> assertThat(((Event.Failed) event).message()).contains("batch_size is 0"));
    assertThat(history.tested()).isPresent();
  }

  @Test
  void manyTrialsThatThrowInARowStopTheSearchAndNoneHasFailed(SparkSession session) {
    SmallStudy study = SmallStudy.of(parent, 6, 2, List.of(0.01), List.of(0L));

    assertThatThrownBy(() -> study.run(session, "first"))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageStartingWith("4 different trials in a row crashed")
        .hasMessageContaining(
            ": java.lang.IllegalArgumentException: hyperparameter batch_size is 0; allowed: an integer >= 1\n");

    assertThat(Journal.read(study.folder())).noneMatch(Event.Failed.class::isInstance);
    assertThat(study.stored().interruption()).isPresent();
  }

  /** The failure is in the second rung; the first one's checkpoint is gone by then. */
  @Test
  void aTrialThatIsTriedAgainGivesTheRowsThatItWouldHaveGiven(SparkSession session)
      throws IOException {
    SmallStudy whole =
        SmallStudy.of(parent.resolve("whole"), 3, 2, List.of(0.01, 0.03), List.of(400L));
    Path hoard = parent.resolve("hoard");
    Path checkpoints = parent.resolve("whole/small/checkpoints");
    whole.run(
        session,
        "first",
        () -> {
          copy(checkpoints, hoard);
          return Optional.empty();
        });
    SmallStudy failed =
        SmallStudy.of(parent.resolve("failed"), 3, 2, List.of(0.01, 0.03), List.of(400L));
    copy(hoard, parent.resolve("failed/small/checkpoints"));
    int promoted = whole.stored().chosen().orElseThrow().trial();
    Journal journal = Journal.open(failed.folder());
    journal.begin("sick", "host", 1, LoopStudy.NOON);
    journal.append(
        Journal.read(whole.folder()).stream()
            .filter(event -> event instanceof Event.Finished done && done.rung() == 0)
            .toList());
    journal.append(
        List.of(Event.Failed.crashed(promoted, 1, "a sick GPU", "host", LoopStudy.NOON)));

    assertThat(failed.run(session, "second").failed()).containsExactly(promoted);
    assertThat(failed.tables(session)).isNotEqualTo(whole.tables(session));
    StudyHistory retried = failed.runWithFailed(session, "third");

    assertThat(retried.failed()).isEmpty();
    assertThat(retried.tested()).isPresent();
    session.catalog().clearCache();
    assertThat(failed.tables(session)).isEqualTo(whole.tables(session));
    assertThat(new BestFiles(failed.folder()).model().orElseThrow())
        .isEqualTo(new BestFiles(whole.folder()).model().orElseThrow());
  }

  @Test
  void theLogSaysWhichTrialBeginsAndHowItEnds(SparkSession session) {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Appender appender =
        new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
          }
        };
    Logger logger = (Logger) LogManager.getLogger(TrialTask.class);
    Level before = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try {
      SmallStudy.of(parent.resolve("a"), 1, 1, List.of(0.01), List.of(400L)).run(session, "a");
      SmallStudy.of(parent.resolve("b"), 1, 1, List.of(1e30), List.of(400L)).run(session, "b");
      SmallStudy.of(parent.resolve("c"), 1, 1, List.of(0.01), List.of(0L)).run(session, "c");
    } finally {
      logger.removeAppender(appender);
      logger.setLevel(before);
    }

    assertThat(lines)
        .hasSize(8)
        .filteredOn(line -> line.equals("trial 0 begins: rung 0, to epoch 1 on cpu"))
        .hasSize(4);
    assertThat(lines.get(1))
        .matches("trial 0 reached epoch 1 on cpu: validation accuracy \\d+\\.\\d\\d %");
    assertThat(lines.get(3))
        .startsWith(
            "trial 0 failed on its way to epoch 1 on cpu (diverged): the loss of epoch 1 is ");
    assertThat(lines.subList(4, 8))
        .as("two attempts")
        .filteredOn(
            line ->
                line.equals(
                    "trial 0 was not trained to epoch 1 on cpu: hyperparameter batch_size is 0; allowed: an integer >= 1"))
        .hasSize(2);
  }

  @Test
  void sparkNamesAJobsStudyTrialAndRung(SparkSession session) throws Exception {
    List<String> jobs = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.add(
                "%s: %s"
                    .formatted(
                        job.properties().getProperty("spark.jobGroup.id"),
                        job.properties().getProperty("spark.job.description")));
          }
        };
    session.sparkContext().addSparkListener(listener);
    try {
      SmallStudy study = SmallStudy.of(parent, 1, 1, List.of(0.01), List.of(400L));
      study.run(session, "named");
      session.sparkContext().listenerBus().waitUntilEmpty();
      String name = "study " + study.settings().study().name();
      assertThat(jobs).hasSize(2);
      assertThat(jobs.get(0)).isEqualTo(name + ": trial 0 in rung 0 to epoch 1");
      assertThat(jobs.get(1)).startsWith(name + ": evaluation of checkpoints/trial-0000/");
      assertThat(session.sparkContext().getLocalProperty("spark.jobGroup.id")).isNull();
    } finally {
      session.sparkContext().removeSparkListener(listener);
    }
  }

  @Test
  void aTaskReportsByNoClockOfItsHost() {
    TaskPlace place = new TaskPlace("cuda:1", "h7", "3");
    Effort effort = Effort.of(place.device(), place.host(), 1.5, Duration.ofMillis(2250));
    Event.Outcome outcome =
        Event.Finished.of(4, 0, List.of(LoopStudy.epoch(1, 50)), CheckpointReference.NONE, effort);

    Backend.Ended ended = Backend.Ended.of(outcome, place.names()).endingAt(LoopStudy.NOON);

    assertThat(ended.outcome().effort())
        .isEqualTo(
            new Effort(
                "cuda:1", "h7", 1.5, 2.25, LoopStudy.NOON.minusMillis(2250), LoopStudy.NOON));
    assertThat(ended.places()).containsExactlyInAnyOrder("cuda:1 of h7", "executor 3");
  }

  @Test
  void aLostDeviceEndsAnExecutorButNotTheDriver() {
    RuntimeException lost = new IllegalStateException(new EngineException("CUDA error: unknown"));
    RuntimeException own = new IllegalStateException("boom");
    TaskPlace executor = new TaskPlace("cuda:1", "h7", "3");
    TaskPlace driver = new TaskPlace("cuda:1", "h7", "driver");

    assertThat(TrialTask.endingProcess(own, executor)).isSameAs(own);
    assertThat(TrialTask.endingProcess(lost, driver)).isSameAs(lost);
    assertThatThrownBy(() -> TrialTask.endingProcess(lost, executor))
        .as("Spark ends a process for such an error")
        .isInstanceOf(VirtualMachineError.class)
        .hasCause(lost);
  }

  @Test
  void aSystemThatStartsNoThreadsIsNoTrialsFailure() {
    OutOfMemoryError threads =
        new OutOfMemoryError(
            "unable to create native thread: possibly out of memory or process/resource limits reached");

    assertThat(TrialTask.outOfMemory(new OutOfMemoryError("Java heap space")).reason())
        .isEqualTo(FailureReason.OUT_OF_MEMORY);
    assertThatThrownBy(() -> TrialTask.outOfMemory(threads))
        .hasMessageStartingWith(
            "the system starts no more threads for this process (unable to create native thread: ")
        .as("Spark ends a process for one with Java's error as its cause")
        .hasNoCause()
        .satisfies(error -> assertThat(Blame.of(error)).isEqualTo(Blame.ENVIRONMENT));
  }

  @Test
  void aTrialTooLargeForJavasMemoryFailsAndHarmsNoOther(SparkSession session) {
    // The initial parameters of 314,000 units are 2 GB of doubles, and 1 GB of floats beside them,
    // in a process of at most 2 GB.
    SmallStudy study =
        SmallStudy.of(parent, 4, 2, List.of(0.01), List.of(400L), 314_000L)
            .with("optimizer", new Distribution.Fixed("sgd"));
    List<Integer> large =
        IntStream.range(0, 4)
            .boxed()
            .filter(trial -> study.sampler().sample(trial).values().toString().contains("314000"))
            .toList();
    assertThat(large).isNotEmpty().hasSizeLessThan(4);

    StudyHistory history = study.run(session, "first");

    assertThat(history.trials())
        .allSatisfy(
            trial ->
                assertThat(trial.failure())
                    .isEqualTo(
                        large.contains(trial.trial())
                            ? Optional.of(FailureReason.OUT_OF_MEMORY)
                            : Optional.empty()));
    assertThat(history.trial(large.get(0)).failureMessage())
        .contains("Java heap space", "spark.executor.memory");
    assertThat(history.tested()).isPresent();
  }

  @Test
  void aStudyInWhichAllTrialsFailEndsWithoutAChosenOne(SparkSession session) {
    SmallStudy study = SmallStudy.of(parent, 2, 2, List.of(1e30), List.of(400L));

    StudyHistory history = study.run(session, "first");

    assertThat(history.chosen()).isEmpty();
    assertThat(history.tested()).isEmpty();
    assertThat(history.ended()).isPresent();
    assertThat(rows(session, study.folder().decisions())).hasSize(2);
  }

  /** Successive halving, rung by rung, from the table of epochs alone. */
  private static List<String> naiveDecisions(List<Row> epochs, List<Integer> rungs, int trials) {
    List<String> decisions = new ArrayList<>();
    Map<String, Double> accuracy = new HashMap<>();
    epochs.forEach(
        row ->
            accuracy.put(
                row.<Integer>getAs("trial") + "@" + row.<Integer>getAs("epoch"),
                row.<Double>getAs("val_accuracy")));
    List<Integer> members = IntStream.range(0, trials).boxed().toList();
    for (int rung = 0; rung < rungs.size(); rung++) {
      int level = rungs.get(rung);
      List<Integer> ranking =
          members.stream()
              .sorted(
                  Comparator.comparing((Integer trial) -> -best(accuracy, trial, level))
                      .thenComparing(trial -> trial))
              .toList();
      boolean last = rung == rungs.size() - 1;
      int places = last ? 0 : Math.max(1, members.size() / 2);
      for (int i = 0; i < ranking.size(); i++) {
        boolean promoted = i < places;
        String reason = last ? "final" : promoted ? "top" : "below";
        int trial = ranking.get(i);
        decisions.add(
            List.of(
                    rung,
                    level,
                    trial,
                    i + 1,
                    ranking.size(),
                    best(accuracy, trial, level),
                    promoted,
                    reason)
                .toString());
      }
      members = ranking.subList(0, places);
    }
    return decisions;
  }

  private static double best(Map<String, Double> accuracy, int trial, int epochs) {
    return IntStream.rangeClosed(1, epochs)
        .mapToDouble(epoch -> accuracy.get(trial + "@" + epoch))
        .max()
        .orElseThrow();
  }

  private static String decision(Row row) {
    return IntStream.range(0, row.length()).mapToObj(row::get).toList().toString();
  }

  private static List<Row> rows(SparkSession session, String table) {
    return session.read().parquet(table).collectAsList();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** Copies a file or folder; what is there already stays. */
  private static void copy(Path from, Path to) {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isRegularFile(file) && !Files.exists(target)) {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStopPublishesAndTestsTheBestSoFarAndAResumeTestsTheOneThatIsChosenInTheEnd(
      @TempDir Path folder, SparkSession session) {
    SmallStudy study = SmallStudy.of(folder, 4, 4, List.of(1e-3, 1e-2), List.of(64L));
    SmallStudy undisturbed =
        SmallStudy.of(folder.resolve("undisturbed"), 4, 4, List.of(1e-3, 1e-2), List.of(64L));
    Settings.Stop early =
        new Settings.Stop(
            Optional.empty(), OptionalLong.of(3), OptionalLong.empty(), OptionalDouble.empty());

    StudyHistory stopped = study.with(early).run(session, "first");

    assertThat(stopped.stopped()).map(Event.Stopped::rule).contains("total-epochs");
    assertThat(stopped.ended()).isPresent();
    assertThat(stopped.tested()).isPresent();
    assertThat(new BestFiles(study.folder()).model()).isPresent();
    assertThat(
            session
                .read()
                .parquet(study.folder().trials())
                .where("status = 'cancelled' AND stop_reason = 'total-epochs'")
                .count())
        .isPositive();
    StudyHistory resumed = study.run(session, "second");
    undisturbed.run(session, "third");
    assertThat(resumed.stopped()).isEmpty();
    assertThat(resumed.tested().orElseThrow().trial())
        .isEqualTo(resumed.chosen().orElseThrow().trial());
    assertThat(study.tables(session)).isEqualTo(undisturbed.tables(session));
  }
}

package org.sparkhalving.spark.table;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.history.TrialStatus;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.scheduler.Decision;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.StudyFolder;

/**
 * The rows of a study's tables {@code trials}, {@code epochs} and {@code decisions}, made of its
 * history: of a running study as of an ended one. Their columns are a contract: {@code
 * src/docs/tables.md} lists them.
 */
final class TableRows {
  private static final DataType INTEGER = DataTypes.IntegerType;
  private static final DataType REAL = DataTypes.DoubleType;
  private static final DataType TEXT = DataTypes.StringType;
  private static final DataType TIME = DataTypes.TimestampType;

  private static final StructType EPOCHS =
      new StructType()
          .add("trial", INTEGER)
          .add("epoch", INTEGER)
          .add("rung", INTEGER)
          .add("train_loss", REAL)
          .add("val_loss", REAL)
          .add("val_accuracy", REAL)
          .add("learning_rate", REAL)
          .add("seconds", REAL)
          .add("device", TEXT);

  private static final StructType DECISIONS =
      new StructType()
          .add("rung", INTEGER)
          .add("epochs", INTEGER)
          .add("trial", INTEGER)
          .add("rank", INTEGER)
          .add("peers", INTEGER)
          .add("metric", REAL)
          .add("promoted", DataTypes.BooleanType)
          .add("reason", TEXT);

  private final StudyFolder folder;
  private final CheckpointStore checkpoints;
  private final Settings settings;
  private final StudyHistory history;

  /**
   * A table.
   *
   * @param rows in the order of its key, made on demand, once
   */
  record Table(String name, StructType columns, Stream<Row> rows) {}

  /**
   * The rows of the study in {@code folder}.
   *
   * @param checkpoints the study's; a row names only those that exist
   */
  TableRows(
      StudyFolder folder, CheckpointStore checkpoints, Settings settings, StudyHistory history) {
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.history = history;
  }

  /** The three tables. */
  List<Table> tables() {
    return List.of(
        new Table("trials", trialColumns(settings.search().space()), trials()),
        new Table("epochs", EPOCHS, epochs()),
        new Table("decisions", DECISIONS, history.decisions().stream().map(TableRows::decision)));
  }

  /** A column of the table {@code trials}, whatever is searched, of this name in any case. */
  static boolean hasTrialColumn(String name) {
    return Arrays.stream(trialColumns(new SearchSpace(Map.of())).fieldNames())
        .anyMatch(name::equalsIgnoreCase);
  }

  private static StructType trialColumns(SearchSpace space) {
    return TrialDataset.columns(
            new StructType()
                .add("trial", INTEGER)
                .add("status", TEXT)
                .add("failure", TEXT)
                .add("stop_reason", TEXT),
            space)
        .add("rung", INTEGER)
        .add("epochs", INTEGER)
        .add("val_accuracy", REAL)
        .add("val_loss", REAL)
        .add("train_loss", REAL)
        .add("best_epoch", INTEGER)
        .add("best_val_accuracy", REAL)
        .add("best_val_loss", REAL)
        .add("checkpoint", TEXT)
        .add("checkpoint_sha256", TEXT)
        .add("seed", DataTypes.LongType)
        .add("device", TEXT)
        .add("host", TEXT)
        .add("train_seconds", REAL)
        .add("device_seconds", REAL)
        .add("started_at", TIME)
        .add("ended_at", TIME)
        .add("test_accuracy", REAL)
        .add("failure_message", TEXT)
        .add("repeat_of", INTEGER);
  }

  private Stream<Row> trials() {
    Set<String> there = checkpoints.paths();
    return history.runs().stream().map(run -> trial(run, there));
  }

  private Row trial(TrialRecord trial, Set<String> there) {
    List<Object> values = new ArrayList<>();
    values.add(trial.trial());
    values.add(history.status(trial.trial()).key());
    values.add(trial.failure().map(FailureReason::key).orElse(null));
    values.add(stopReason(trial.trial()).orElse(null));
    values.addAll(TrialDataset.values(settings.search().space(), configuration(trial)));
    addResults(values, trial);
    addModel(values, trial.model().filter(reference -> there.contains(reference.path())));
    addProvenance(values, trial);
    values.add(history.repeatOf(trial.trial()).orElse(null));
    return RowFactory.create(values.toArray());
  }

  /** What a trial tries; nothing for one whose values are not known yet. */
  private Configuration configuration(TrialRecord trial) {
    return history.configuration(trial.trial()).orElseGet(() -> new Configuration(Map.of()));
  }

  /** The stop rule that a trial was cancelled by. */
  private Optional<String> stopReason(int trial) {
    return history
        .stopped()
        .map(Event.Stopped::rule)
        .filter(rule -> history.status(trial) == TrialStatus.CANCELLED);
  }

  private void addResults(List<Object> values, TrialRecord trial) {
    Optional<EpochMetrics> last = trial.lastEpoch();
    Optional<EpochMetrics> best = trial.best();
    values.add(trial.reachedRung().orElse(null));
    values.add(last.map(EpochMetrics::epoch).orElse(0));
    values.add(last.map(history.figures()::valAccuracy).orElse(null));
    values.add(last.map(EpochMetrics::valLoss).orElse(null));
    values.add(last.map(history.figures()::trainLoss).orElse(null));
    values.add(best.map(EpochMetrics::epoch).orElse(null));
    values.add(best.map(history.figures()::valAccuracy).orElse(null));
    values.add(best.map(EpochMetrics::valLoss).orElse(null));
  }

  private void addModel(List<Object> values, Optional<CheckpointReference> model) {
    values.add(model.map(reference -> folder.uriOf(reference.path())).orElse(null));
    values.add(model.map(CheckpointReference::sha256).orElse(null));
  }

  private void addProvenance(List<Object> values, TrialRecord trial) {
    values.add(Seeds.ofTrial(settings.study().seed(), trial.trial()));
    values.add(trial.device().orElse(null));
    values.add(trial.host().orElse(null));
    values.add(trial.trainSeconds());
    values.add(trial.deviceSeconds());
    values.add(trial.startedAt().map(TableRows::timestamp).orElse(null));
    values.add(trial.endedAt().map(TableRows::timestamp).orElse(null));
    values.add(
        history
            .tested()
            .filter(tested -> tested.trial() == trial.trial())
            .map(Event.Tested::testAccuracy)
            .orElse(null));
    values.add(trial.failure().map(failure -> trial.failureMessage()).orElse(null));
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.from(instant);
  }

  private Stream<Row> epochs() {
    return history.runs().stream()
        .flatMap(run -> run.epochs().stream().map(epoch -> epoch(run.trial(), epoch)));
  }

  private Row epoch(int trial, TrialRecord.Epoch epoch) {
    EpochMetrics metrics = epoch.metrics();
    return RowFactory.create(
        trial,
        metrics.epoch(),
        epoch.rung(),
        history.figures().trainLoss(metrics),
        metrics.valLoss(),
        history.figures().valAccuracy(metrics),
        metrics.recorded(EpochMetrics::learningRate),
        metrics.recorded(EpochMetrics::seconds),
        epoch.device());
  }

  private static Row decision(Decision decision) {
    return RowFactory.create(
        decision.rung(),
        decision.epochs(),
        decision.trial(),
        decision.rank(),
        decision.peers(),
        decision.outcome() instanceof Outcome.Reached reached ? reached.metric() : Double.NaN,
        decision.promoted(),
        decision.reason().name().toLowerCase(Locale.ROOT));
  }
}

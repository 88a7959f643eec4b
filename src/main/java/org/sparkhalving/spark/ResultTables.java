package org.sparkhalving.spark;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkhalving.search.Configuration;
import org.sparkhalving.search.Decision;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.SearchSpace;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.StudyHistory;
import org.sparkhalving.storage.TableFiles;
import org.sparkhalving.storage.TrialRecord;

/**
 * A study's tables {@code trials}, {@code epochs} and {@code decisions}, made of its history: of a
 * running study as of an ended one. Their columns are a contract; see the README.
 */
public final class ResultTables {
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

  private final SparkSession session;
  private final StudyFolder folder;
  private final Settings settings;
  private final StudyHistory history;

  /** The tables of the study in {@code folder}. */
  public ResultTables(
      SparkSession session, StudyFolder folder, Settings settings, StudyHistory history) {
    this.session = session;
    this.folder = folder;
    this.settings = settings;
    this.history = history;
  }

  /** Registers the three tables as temporary views. */
  public void createViews() {
    trials().createOrReplaceTempView("trials");
    epochs().createOrReplaceTempView("epochs");
    decisions().createOrReplaceTempView("decisions");
  }

  /**
   * Writes the three tables as Parquet, in place of what is there.
   *
   * @throws StorageFailureException when one cannot be written; then all old ones are still there
   */
  void write() {
    TableFiles files = new TableFiles(folder);
    Map<String, Dataset<Row>> tables =
        Map.of("trials", trials(), "epochs", epochs(), "decisions", decisions());
    tables.forEach((name, table) -> write(name, table, files.staging(name)));
    files.publish(List.copyOf(tables.keySet()));
  }

  private void write(String name, Dataset<Row> table, String place) {
    try {
      table
          .coalesce(1)
          .write()
          .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
          .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
          .mode("overwrite")
          .parquet(place);
    } catch (Exception e) { // Spark's checked exceptions are thrown by methods that don't say so.
      throw StorageFailureException.ofTable(name, folder.uri(), e);
    }
  }

  private Dataset<Row> trials() {
    SearchSpace space = settings.search().space();
    StructType schema =
        TrialDataset.columns(
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
            .add("checkpoint", TEXT)
            .add("checkpoint_sha256", TEXT)
            .add("seed", DataTypes.LongType)
            .add("device", TEXT)
            .add("host", TEXT)
            .add("train_seconds", REAL)
            .add("device_seconds", REAL)
            .add("started_at", TIME)
            .add("ended_at", TIME)
            .add("test_accuracy", REAL);
    Set<CheckpointReference> kept = Retention.keep(history, settings.storage().keepCheckpoints());
    List<Row> rows = new ArrayList<>();
    for (TrialRecord trial : history.trials()) {
      List<Object> values = new ArrayList<>();
      values.add(trial.trial());
      values.add(history.status(trial.trial()));
      values.add(trial.failure().map(FailureReason::key).orElse(null));
      values.add(stopReason(trial.trial()).orElse(null));
      values.addAll(TrialDataset.values(space, configuration(trial)));
      addResults(values, trial);
      addCheckpoint(values, trial.checkpoint().filter(kept::contains));
      addCircumstances(values, trial);
      rows.add(RowFactory.create(values.toArray()));
    }
    return session.createDataFrame(rows, schema);
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
        .filter(rule -> history.status(trial).equals("cancelled"));
  }

  private static void addResults(List<Object> values, TrialRecord trial) {
    Optional<EpochMetrics> last = trial.lastEpoch();
    Optional<EpochMetrics> best = bestEpoch(trial);
    values.add(reachedRung(trial).orElse(null));
    values.add(last.map(EpochMetrics::epoch).orElse(0));
    values.add(last.map(EpochMetrics::valAccuracy).orElse(null));
    values.add(last.map(EpochMetrics::valLoss).orElse(null));
    values.add(last.map(EpochMetrics::trainLoss).orElse(null));
    values.add(best.map(EpochMetrics::epoch).orElse(null));
    values.add(best.map(EpochMetrics::valAccuracy).orElse(null));
  }

  /** A trial that failed on its way to a rung did not reach that one. */
  private static Optional<Integer> reachedRung(TrialRecord trial) {
    if (trial.failure().isEmpty()) {
      return trial.rung();
    }
    return trial.jobs() == 1 ? Optional.empty() : trial.rung().map(rung -> rung - 1);
  }

  /** The epoch of the highest validation accuracy; of equal ones the first. */
  private static Optional<EpochMetrics> bestEpoch(TrialRecord trial) {
    return trial.epochs().stream()
        .map(TrialRecord.Epoch::metrics)
        .reduce((left, right) -> right.valAccuracy() > left.valAccuracy() ? right : left);
  }

  private void addCheckpoint(List<Object> values, Optional<CheckpointReference> checkpoint) {
    values.add(checkpoint.map(reference -> folder.uriOf(reference.path())).orElse(null));
    values.add(checkpoint.map(CheckpointReference::sha256).orElse(null));
  }

  private void addCircumstances(List<Object> values, TrialRecord trial) {
    values.add(Seeds.ofTrial(settings.study().seed(), trial.trial()));
    values.add(trial.device().orElse(null));
    values.add(trial.host().orElse(null));
    values.add(trial.trainSeconds());
    values.add(trial.deviceSeconds());
    values.add(trial.startedAt().map(ResultTables::timestamp).orElse(null));
    values.add(trial.endedAt().map(ResultTables::timestamp).orElse(null));
    values.add(
        history
            .tested()
            .filter(tested -> tested.trial() == trial.trial())
            .map(Event.Tested::testAccuracy)
            .orElse(null));
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.from(instant);
  }

  private Dataset<Row> epochs() {
    List<Row> rows = new ArrayList<>();
    for (TrialRecord trial : history.trials()) {
      for (TrialRecord.Epoch epoch : trial.epochs()) {
        EpochMetrics metrics = epoch.metrics();
        rows.add(
            RowFactory.create(
                trial.trial(),
                metrics.epoch(),
                epoch.rung(),
                metrics.trainLoss(),
                metrics.valLoss(),
                metrics.valAccuracy(),
                Double.isNaN(metrics.learningRate()) ? null : metrics.learningRate(),
                metrics.seconds(),
                epoch.device()));
      }
    }
    return session.createDataFrame(rows, EPOCHS);
  }

  private Dataset<Row> decisions() {
    List<Row> rows = new ArrayList<>();
    for (Decision decision : history.decisions()) {
      rows.add(
          RowFactory.create(
              decision.rung(),
              decision.epochs(),
              decision.trial(),
              decision.rank(),
              decision.peers(),
              decision.metric(),
              decision.promoted(),
              decision.reason().name().toLowerCase(Locale.ROOT)));
    }
    return session.createDataFrame(rows, DECISIONS);
  }
}

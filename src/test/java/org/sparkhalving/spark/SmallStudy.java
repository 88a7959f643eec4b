package org.sparkhalving.spark;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.input.StudyData;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.SilentListener;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A real study of tiny networks on the small data.
 *
 * @param folder its folder
 * @param settings its settings
 */
record SmallStudy(StudyFolder folder, Settings settings) {
  /** A search as the text of a settings file has it: eight trials, up to four epochs. */
  static final String SEARCH =
      """
      scheduler { min-epochs = 1, max-epochs = 4 }
      search {
        trials = 8
        space {
          base_lr = { loguniform = [1e-3, 1e-1] }
          l1_size = { randint = [32, 64] }
          l1_drop = { uniform = [0, 0.5] }
        }
      }
      training { batch_size = 20 }
      """;

  /** Columns that another run, or another place, fills in otherwise. */
  private static final String[] CIRCUMSTANCES = {
    "started_at", "ended_at", "host", "checkpoint", "train_seconds", "device_seconds", "seconds"
  };

  /** A study with learning rates and batch sizes to choose from. */
  static SmallStudy of(
      Path parent, int trials, int maxEpochs, List<Object> rates, List<Object> batchSizes) {
    return of(parent, trials, maxEpochs, rates, batchSizes, 8);
  }

  /** As the other, with networks that have one hidden layer of {@code width} units to choose. */
  static SmallStudy of(
      Path parent,
      int trials,
      int maxEpochs,
      List<Object> rates,
      List<Object> batchSizes,
      long width) {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("base_lr", new Distribution.Choice(rates));
    space.put("batch_size", new Distribution.Choice(batchSizes));
    space.put("hidden_sizes", new Distribution.Choice(List.of(List.of(width), List.of(12L, 6L))));
    space.put("l1_drop", new Distribution.Uniform(0, 0.3));
    Settings settings =
        new Settings(
            new Settings.Study("small", 11, parent.toUri().toString()),
            new Settings.Data(
                data("fashion-mnist-small"),
                new Settings.Validation(0.2, 42, Settings.Source.TRAIN),
                0.2860,
                0.3530),
            new Settings.Search(
                trials,
                Settings.Sampling.RANDOM,
                8,
                new SearchSpace(space),
                List.of(),
                Map.of(),
                List.of(),
                0),
            new SchedulerSettings(
                new SchedulerSettings.SuccessiveHalving(),
                1,
                maxEpochs,
                2,
                Criterion.best(Metric.VAL_ACCURACY)),
            Settings.Stop.NEVER,
            new Settings.Resources(
                Settings.DeviceChoice.CPU, 1, 1, OptionalInt.empty(), 2, 4, Precision.FLOAT32),
            Optional.empty(),
            new Settings.Storage(2, 1),
            Settings.Tracking.NONE);
    return new SmallStudy(
        StudyFolder.of(settings.study().output(), "small", new Configuration()), settings);
  }

  /** The folder of a data set among the test resources. */
  static String data(String name) {
    try {
      return Path.of(SmallStudy.class.getResource("/" + name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same study with rules that end it early. */
  SmallStudy with(Settings.Stop stop) {
    return new SmallStudy(
        folder,
        new Settings(
            settings.study(),
            settings.data(),
            settings.search(),
            settings.scheduler(),
            stop,
            settings.resources(),
            settings.simulation(),
            settings.storage(),
            settings.tracking()));
  }

  /** The same study with one more hyperparameter in its space. */
  SmallStudy with(String name, Distribution distribution) {
    Map<String, Distribution> space =
        new LinkedHashMap<>(settings.search().space().distributions());
    space.put(name, distribution);
    Settings.Search search =
        new Settings.Search(
            settings.search().trials(),
            Settings.Sampling.RANDOM,
            8,
            new SearchSpace(space),
            List.of(),
            Map.of(),
            List.of(),
            settings.search().repeats());
    return with(search);
  }

  /** The same study, whose finalists are trained again so often. */
  SmallStudy withRepeats(int repeats) {
    return with(
        new Settings.Search(
            settings.search().trials(),
            Settings.Sampling.RANDOM,
            8,
            settings.search().space(),
            List.of(),
            Map.of(),
            List.of(),
            repeats));
  }

  private SmallStudy with(Settings.Search search) {
    return new SmallStudy(
        folder,
        new Settings(
            settings.study(),
            settings.data(),
            search,
            settings.scheduler(),
            settings.stop(),
            settings.resources(),
            settings.simulation(),
            settings.storage(),
            settings.tracking()));
  }

  StudyHistory run(SparkSession session, String driver) {
    return run(session, driver, Optional::empty);
  }

  StudyHistory run(SparkSession session, String driver, Supplier<Optional<String>> stop) {
    HeldStudy study = held(session, driver);
    prepared(session, study).run(stop);
    return study.history();
  }

  /** As {@link #run(SparkSession, String)}, and tries failed trials again. */
  StudyHistory runWithFailed(SparkSession session, String driver) {
    HeldStudy study = held(session, driver);
    prepared(session, study).runWithFailed(Optional::empty);
    return study.history();
  }

  private HeldStudy held(SparkSession session, String driver) {
    return new HeldStudy(
        folder,
        new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration()),
        settings,
        Journal.open(folder),
        settings.history(List.of(), List.of()),
        String.format(Locale.ROOT, "%08x", driver.hashCode()));
  }

  private StudyRun prepared(SparkSession session, HeldStudy study) {
    StudyData data = new StudyData(settings.data(), new Configuration());
    return new StudyRun(
        session,
        study,
        study.journal().replay(study.history()),
        new TrainedExecution(session, study, data, Duration.ZERO, new SilentListener()),
        Optional.empty());
  }

  /** The state by the journal. */
  StudyHistory stored() {
    StudyHistory history = settings.history(List.of(), List.of());
    Journal.open(folder).replay(history);
    return history;
  }

  RandomSampler sampler() {
    return new RandomSampler(settings.search().space(), settings.study().seed());
  }

  /** The three tables without circumstances, a line a row, by what identifies it. */
  List<String> tables(SparkSession session) {
    return tables(session, folder);
  }

  /** As {@link #tables(SparkSession)}, of any study. */
  static List<String> tables(SparkSession session, StudyFolder folder) {
    Dataset<Row> trials = session.read().parquet(folder.trials()).orderBy("trial");
    Dataset<Row> epochs = session.read().parquet(folder.epochs()).orderBy("trial", "epoch");
    Dataset<Row> decisions = session.read().parquet(folder.decisions()).orderBy("rung", "rank");
    return List.of(trials, epochs, decisions).stream()
        .flatMap(table -> table.drop(CIRCUMSTANCES).collectAsList().stream())
        .map(row -> row.schema().fieldNames().length + " " + row)
        .toList();
  }
}

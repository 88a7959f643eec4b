package org.sparkhalving.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StudyRun;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A simulated study in a local folder, without Spark: each {@link #session} replays the journal and
 * continues from it.
 *
 * @param parent the folder of its folder
 * @param curves what is replayed
 * @param settings its settings
 */
public record SimulatedLoop(Path parent, Curves curves, Settings settings) {
  public static final Settings.Stragglers NO_STRAGGLERS = new Settings.Stragglers(0, Set.of(), 10);
  public static final Settings.Failures NO_FAILURES =
      new Settings.Failures(0, FailureReason.CRASHED);

  /** A study of rungs 1, 2, 4, … without stragglers and failures. */
  public static SimulatedLoop of(Path parent, Curves curves, int trials, int maxEpochs, int slots) {
    Settings settings =
        new Settings(
            new Settings.Study("simulated", 7, parent.toUri().toString()),
            null,
            new Settings.Search(
                trials,
                Settings.Sampling.RANDOM,
                8,
                new SearchSpace(Map.of()),
                List.of(),
                Map.of(),
                List.of(),
                0),
            new SchedulerSettings(
                new SchedulerSettings.SuccessiveHalving(),
                1,
                maxEpochs,
                2,
                Criterion.last(Metric.VAL_ACCURACY)),
            Settings.Stop.NEVER,
            new Settings.Resources(
                Settings.DeviceChoice.AUTO, 1, 1, OptionalInt.empty(), 3, 3, Precision.FLOAT32),
            Optional.of(
                new Settings.Simulation(
                    "curves", Optional.empty(), slots, NO_STRAGGLERS, NO_FAILURES)),
            new Settings.Storage(2, 10),
            Settings.Tracking.NONE);
    return new SimulatedLoop(parent, curves, settings);
  }

  SimulatedLoop with(Settings.Stragglers stragglers, Settings.Failures failures) {
    Settings.Simulation simulation =
        new Settings.Simulation(
            "curves",
            Optional.empty(),
            settings.simulation().orElseThrow().slots(),
            stragglers,
            failures);
    return changed(settings.stop(), simulation);
  }

  SimulatedLoop with(Settings.Stop stop) {
    return changed(stop, settings.simulation().orElseThrow());
  }

  private SimulatedLoop changed(Settings.Stop stop, Settings.Simulation simulation) {
    return new SimulatedLoop(
        parent,
        curves,
        new Settings(
            settings.study(),
            settings.data(),
            settings.search(),
            settings.scheduler(),
            stop,
            settings.resources(),
            Optional.of(simulation),
            settings.storage(),
            settings.tracking()));
  }

  public StudyFolder folder() {
    return StudyFolder.of(parent.toUri().toString(), "simulated", new Configuration());
  }

  /** A session of a driver, as {@link StudyRun} does it. */
  StudyHistory session(Supplier<Optional<String>> stop) {
    Journal journal = Journal.open(folder());
    StudyHistory history = settings.history(List.of(), curves.configurations());
    List<Job> open = journal.replay(history);
    SimulatedBackend backend =
        new SimulatedBackend(
            curves,
            trial -> history.configuration(trial).orElseThrow(),
            settings,
            journal.events());
    history.apply(journal.begin("driver", "host", 1, backend.now()));
    new StudyLoop(
            history,
            journal,
            backend,
            new Cleaner(
                history,
                new CheckpointStore(folder().uri(), new Configuration()),
                settings.storage(),
                Runnable::run),
            new SilentListener(),
            3,
            new Doubts(3),
            StopRules.of(settings))
        .run(open, stop);
    return history;
  }

  public StudyHistory session() {
    return session(Optional::empty);
  }

  /** The journal's events, drivers' comings and goings aside. */
  List<Event> events() {
    return Journal.read(folder()).stream()
        .filter(
            event ->
                !(event instanceof Event.Opened
                    || event instanceof Event.Interrupted
                    || event instanceof Event.Stopped))
        .toList();
  }

  /**
   * The percent of each trial's epochs; an epoch takes as many seconds as the trial's number + 1.
   */
  static Curves curves(double[]... accuracies) {
    SortedMap<Long, SortedMap<Long, EpochMetrics>> table = new TreeMap<>();
    for (int trial = 0; trial < accuracies.length; trial++) {
      SortedMap<Long, EpochMetrics> epochs = new TreeMap<>();
      for (int epoch = 1; epoch <= accuracies[trial].length; epoch++) {
        double accuracy = accuracies[trial][epoch - 1];
        epochs.put(
            (long) epoch,
            new EpochMetrics(
                epoch, 1.0 / epoch, 100 - accuracy, accuracy, Double.NaN, trial + 1.0));
      }
      table.put((long) trial, epochs);
    }
    return Curves.of("curves", table, accuracies[0].length);
  }

  /** So many curves of made-up percents, of {@code epochs} epochs each. */
  public static Curves randomCurves(int count, int epochs) {
    double[][] accuracies = new double[count][epochs];
    for (int trial = 0; trial < count; trial++) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        accuracies[trial][epoch] = 100 * Seeds.unit(Seeds.of(trial, "curve", epoch));
      }
    }
    return curves(accuracies);
  }
}

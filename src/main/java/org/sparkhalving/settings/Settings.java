package org.sparkhalving.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.GpSampler;
import org.sparkhalving.search.sampler.GridSampler;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.NearestRows;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.sampler.RecordedSampler;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.sampler.TpeSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A study's settings, typed and checked; one record a section of the settings file; section {@code
 * scheduler} is the schedulers' own record.
 *
 * @param simulation how trials are simulated; empty when they are trained
 */
public record Settings(
    Study study,
    Data data,
    Search search,
    SchedulerSettings scheduler,
    Stop stop,
    Resources resources,
    Optional<Simulation> simulation,
    Storage storage,
    Tracking tracking) {

  /**
   * The state of a study of these settings before its first event.
   *
   * @param earlier what is known from other studies
   * @param recorded the configurations that trials can have; empty when they can have any
   */
  public StudyHistory history(List<Observation> earlier, List<Configuration> recorded) {
    List<Configuration> inOrder = // What was stored has the order of its first rows.
        recorded.stream().map(one -> search.space().configuration(one.values()::get)).toList();
    return new StudyHistory(
        scheduler.scheduler(search.trials()),
        search.sampler(study.seed(), earlier, inOrder, scheduler.metric()),
        scheduler.criterion(),
        search.trials(),
        search.repeats());
  }

  /** The same with another scheduler. */
  Settings with(SchedulerSettings other) {
    return new Settings(study, data, search, other, stop, resources, simulation, storage, tracking);
  }

  /**
   * Section {@code study}. {@code output} is any Hadoop URI; the study's folder is {@code
   * output/name}.
   */
  public record Study(String name, long seed, String output) {}

  /** Section {@code data}. {@code path} is the folder of the four IDX files, any Hadoop URI. */
  public record Data(String path, Validation validation, double mean, double std) {}

  /**
   * Which share of which set validates: {@code from} is the set that is split, {@code seed} is
   * scikit-learn's {@code random_state}, in [0, 2³² - 1].
   */
  public record Validation(double fraction, long seed, Source from) {}

  /** The set that validation images are taken from. */
  public enum Source {
    TRAIN,
    TEST
  }

  /**
   * Section {@code search}, with the fixed hyperparameters of section {@code training} in the
   * space.
   *
   * @param sampling how configurations are chosen
   * @param window how many trials may be asked for ahead of a result, where results matter
   * @param startWith values of the first trials
   * @param prior values that are believed to be good; empty where nothing is believed
   * @param startFrom folders of studies to learn from, any Hadoop URI
   * @param repeats how often each finalist is trained again, under other seeds
   */
  public record Search(
      int trials,
      Sampling sampling,
      int window,
      SearchSpace space,
      List<Configuration> startWith,
      Map<String, Object> prior,
      List<String> startFrom,
      int repeats) {
    /** Copies its lists. */
    public Search {
      startWith = List.copyOf(startWith);
      prior = Map.copyOf(prior);
      startFrom = List.copyOf(startFrom);
    }

    /** As many jobs as there can be at a time: of all trials, or of all repeats of as many. */
    public int mostAtATime() {
      return trials * Math.max(1, repeats);
    }

    Sampler sampler(
        long studySeed, List<Observation> earlier, List<Configuration> recorded, Metric metric) {
      if (recorded.isEmpty()) {
        return sampler(studySeed, earlier, UnaryOperator.identity(), metric);
      }
      NearestRows rows = new NearestRows(space, recorded);
      return sampling.learns()
          ? sampler(studySeed, earlier, rows, metric)
          : new RecordedSampler(withoutResults(studySeed), rows);
    }

    private Sampler sampler(
        long studySeed,
        List<Observation> earlier,
        UnaryOperator<Configuration> realized,
        Metric metric) {
      LearningSetup setup =
          new LearningSetup(space, studySeed, startWith, prior, window, earlier, metric, realized);
      return switch (sampling) {
        case TPE -> new TpeSampler(setup);
        case GP -> new GpSampler(setup);
        case RANDOM, GRID -> withoutResults(studySeed);
      };
    }

    /** A sampler that needs no results: random instead of one that learns. */
    public Sampler withoutResults(long studySeed) {
      return sampling == Sampling.GRID
          ? new GridSampler(space, startWith, trials)
          : new RandomSampler(space, studySeed, startWith, prior);
    }
  }

  /** How configurations are chosen. */
  public enum Sampling {
    RANDOM,
    GRID,
    TPE,
    GP;

    /** Whether it learns from results. */
    public boolean learns() {
      return this == TPE || this == GP;
    }
  }

  /**
   * Section {@code stop}: what ends the search early.
   *
   * @param wallClock time of all sessions together
   * @param totalEpochs epochs of jobs that have an outcome
   * @param patience such epochs since the best metric at the end of a rung last improved
   * @param target metric at the end of a rung: percent of accuracy, or a loss
   */
  public record Stop(
      Optional<Duration> wallClock,
      OptionalLong totalEpochs,
      OptionalLong patience,
      OptionalDouble target) {
    /** Nothing ends the search early. */
    public static final Stop NEVER =
        new Stop(
            Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());
  }

  /** Section {@code resources}. */
  public record Resources(
      DeviceChoice device,
      int cpusPerTrial,
      double gpusPerTrial,
      OptionalInt maxConcurrentTrials,
      int maxAttempts,
      int maxCrashesInARow,
      Precision precision) {
    /** Where trials train: without a share of a GPU, on the CPU. */
    public DeviceChoice trialDevice() {
      return gpusPerTrial == 0 ? DeviceChoice.CPU : device;
    }
  }

  /** Where trials train. */
  public enum DeviceChoice {
    AUTO,
    CPU,
    CUDA
  }

  /**
   * Section {@code simulation}.
   *
   * @param curves the file or folder of learning curves, any Hadoop URI
   * @param configurations that of what each of them was trained with; empty where a study's trials
   *     take the curves in turn, whatever they try
   * @param slots trials at a time
   */
  public record Simulation(
      String curves,
      Optional<String> configurations,
      int slots,
      Stragglers stragglers,
      Failures failures) {}

  /**
   * Trials that are slower than their curves.
   *
   * @param share of all trials, drawn by the study's seed
   * @param trials others, by number
   * @param factor how much slower
   */
  public record Stragglers(double share, Set<Integer> trials, double factor) {}

  /**
   * Trials that fail, each in an epoch, at most the last rung's, that is drawn by the study's seed.
   *
   * @param share of all trials, drawn by the study's seed
   */
  public record Failures(double share, FailureReason reason) {}

  /**
   * Section {@code storage}.
   *
   * @param keepCheckpoints how many are kept at the end, at least 1
   * @param checkpointEveryEpochs how many epochs of a running trial a crash costs at most
   */
  public record Storage(int keepCheckpoints, int checkpointEveryEpochs) {}

  /** Section {@code tracking}. {@code mlflowUri} is the address of an MLflow server, if any. */
  public record Tracking(Optional<String> mlflowUri) {
    /** What an address of a server is, in words. */
    public static final String ADDRESS =
        "an address such as http://host:5000 or https://host/path; a host's name has no \"_\", and a port is at most 65535";

    /** How to give a server a user's password, other than in its address. */
    public static final String CREDENTIALS_CURE =
        "give it by the environment, as MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";

    private static final int LAST_PORT = 65_535;

    /** The study is sent nowhere. */
    public static final Tracking NONE = new Tracking(Optional.empty());

    /** Whether a text is the address of a web server. */
    public static boolean isAddress(String text) {
      try {
        URI uri = new URI(text);
        return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
            && uri.getHost() != null
            && uri.getPort() <= LAST_PORT
            && uri.getQuery() == null
            && uri.getFragment() == null;
      } catch (URISyntaxException e) {
        return false;
      }
    }

    /** Whether a text has a user's password in it, or may have one: passwords have any letters. */
    public static boolean hasCredentials(String text) {
      return Redaction.hasCredentials(text) || (text.contains("@") && !isAddress(text));
    }
  }
}

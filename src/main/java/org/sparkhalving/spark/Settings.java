package org.sparkhalving.spark;

import java.util.OptionalInt;
import org.sparkhalving.search.RandomSampler;
import org.sparkhalving.search.Sampler;
import org.sparkhalving.search.SchedulerSettings;
import org.sparkhalving.search.SearchSpace;
import org.sparkhalving.storage.StudyHistory;

/**
 * A study's settings, typed and checked; one record a section of the settings file; section {@code
 * scheduler} is the schedulers' own record.
 */
public record Settings(
    Study study,
    Data data,
    Search search,
    SchedulerSettings scheduler,
    Resources resources,
    Storage storage) {

  /** What chooses the configurations of a study of these settings. */
  public Sampler sampler() {
    return new RandomSampler(search.space(), study.seed());
  }

  /** The state of a study of these settings before its first event. */
  public StudyHistory history() {
    return new StudyHistory(
        scheduler.scheduler(search.trials()), scheduler.metric(), search.trials());
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
   */
  public record Search(int trials, SearchSpace space) {}

  /** Section {@code resources}. */
  public record Resources(
      DeviceChoice device,
      int cpusPerTrial,
      double gpusPerTrial,
      OptionalInt maxConcurrentTrials,
      int maxAttempts) {}

  /** Where trials train. */
  public enum DeviceChoice {
    AUTO,
    CPU,
    CUDA
  }

  /** Section {@code storage}. */
  public record Storage(int keepCheckpoints) {}
}

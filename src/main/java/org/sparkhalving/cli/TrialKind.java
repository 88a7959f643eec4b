package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.Provenance;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.study.Execution;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.study.StudyListener;

/**
 * Whether a study's trials are trained or simulated, and what a command does because of it. A
 * search reads the input first, then asks for the session, then for the rest; closing ends the
 * session.
 */
sealed interface TrialKind extends AutoCloseable permits TrainedTrials, SimulatedTrials {
  /** What is wrong where {@link #execution} is asked for before {@link #input}. */
  String READ_FIRST = "the input must be read first";

  /**
   * The kind that a study's settings ask for; reads and starts nothing yet.
   *
   * @param notice gets what people should know, a sentence each
   */
  static TrialKind of(Settings settings, Configuration hadoop, Consumer<String> notice) {
    return settings.simulation().isPresent()
        ? new SimulatedTrials(settings, notice)
        : new TrainedTrials(settings, hadoop, notice);
  }

  /**
   * Refuses to try failed trials again where that is of no use.
   *
   * @throws ReportedException when they would fail again
   */
  void refuseRetries();

  /**
   * Refuses to use a model where there is none.
   *
   * @param study what messages call the study
   * @param purpose what it is to be used for, such as {@code evaluate}
   * @throws ReportedException when no network was trained
   */
  void refuseModel(String study, String purpose);

  /**
   * Reads what results are made from.
   *
   * @throws ReportedException when that cannot be read
   */
  StudyInput input();

  /**
   * The session in which the search runs, started if need be.
   *
   * @throws ReportedException when Spark, the engine or a device is not as the settings need it
   */
  SparkSession session();

  /** What the study runs on. */
  Provenance provenance();

  /** What people should know before a study that was started continues here, if anything. */
  Optional<String> warning(StudyFile started);

  /** How the study gets its results. */
  Execution execution(HeldStudy study, StudyListener listener);

  /** Ends the session, if there is one; once more does nothing. */
  @Override
  void close();
}

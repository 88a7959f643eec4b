package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StandaloneMaster;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.hyperparameter.Precision;
import org.sparkhalving.training.natives.EngineStartException;

/** Starts Spark and the engine for a command; when they cannot, one line says why. */
final class Startup {
  private Startup() {}

  /**
   * The engine, then a session whose trials use {@code resources}.
   *
   * @param notice gets what the start waits for, a sentence
   * @throws ReportedException when either does not start, or as {@link StudySession#of}
   */
  static SparkSession ofStudy(String name, Settings.Resources resources, Consumer<String> notice) {
    engine(resources.precision());
    return session(name, resources, notice);
  }

  /**
   * The same session without the engine in this process.
   *
   * @throws ReportedException as {@link #ofStudy}
   */
  static SparkSession session(String name, Settings.Resources resources, Consumer<String> notice) {
    silence(master())
        .map(
            why ->
                "The master %s does not answer (%s); Spark tries to reach it for about a minute."
                    .formatted(master(), why))
        .ifPresent(notice);
    return spark(() -> StudySession.of(name, resources));
  }

  /**
   * A session without the engine, that only reads and writes tables.
   *
   * @throws ReportedException when it does not start
   */
  static SparkSession ofTables(String name) {
    return spark(() -> StudySession.forTables(name));
  }

  /**
   * The engine alone, for what needs no executors.
   *
   * @throws ReportedException when it does not start
   */
  static void engine(Precision precision) {
    prepareProcess(precision);
    try {
      TorchEngine.start();
    } catch (EngineStartException e) {
      throw engineFailure(e);
    }
  }

  /**
   * Sets what the engine reads from this process's environment, before other threads may read it: C
   * promises nothing to those that read it meanwhile.
   *
   * @throws ReportedException when the engine has no libraries
   */
  static void prepareProcess(Precision precision) {
    try {
      TorchEngine.prepareProcess(precision == Precision.TF32);
    } catch (EngineStartException e) {
      throw engineFailure(e);
    }
  }

  private static ReportedException engineFailure(EngineStartException e) {
    return new ReportedException(
        ErrorKind.ENVIRONMENT, "the engine, libtorch, did not start: " + e.getMessage(), e);
  }

  private static SparkSession spark(Supplier<SparkSession> start) {
    try {
      return start.get();
    } catch (ReportedException e) {
      throw e;
    } catch (
        Exception e) { // Spark's checked SparkException is thrown by methods that don't say so.
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "Spark did not start: %s. The master is %s: check it, that it runs, and Spark's properties"
              .formatted(reason(e, master()), master()),
          e);
    }
  }

  /** The master that was asked for. */
  static String master() {
    return new SparkConf().get("spark.master", "not given");
  }

  private static Optional<String> silence(String master) {
    return StandaloneMaster.at(master).flatMap(StandaloneMaster::silence);
  }

  /** Why Spark did not start. Of a master that it gave up it says no more than that it stopped. */
  static String reason(Throwable error, String master) {
    String said = said(error);
    if (!said.contains("stopped SparkContext") || StandaloneMaster.at(master).isEmpty()) {
      return said;
    }
    return silence(master)
        .map("no master answers (%s)"::formatted)
        .orElse(
            "a master answers, but did not take the application; spark.authenticate.secret and the version of Spark must be the cluster's");
  }

  /** The first line of what an error says; its type too where that is all there is. */
  private static String said(Throwable error) {
    String message = Optional.ofNullable(error.getMessage()).orElse(error.toString());
    return message.lines().findFirst().orElse("").strip().replaceFirst("\\.$", "");
  }
}

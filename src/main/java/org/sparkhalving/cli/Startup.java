package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.spark.RefusedException;
import org.sparkhalving.spark.Settings;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.training.EngineStartException;
import org.sparkhalving.training.Precision;
import org.sparkhalving.training.TorchEngine;

/** Starts Spark and the engine for a command; what they say when they cannot is told in a line. */
final class Startup {
  private Startup() {}

  /**
   * The engine, then a session whose trials use {@code resources}.
   *
   * @throws EnvironmentException when either does not start
   * @throws RefusedException as {@link StudySession#of}
   */
  static SparkSession ofStudy(String name, Settings.Resources resources) {
    engine(resources.precision());
    return spark(() -> StudySession.of(name, resources));
  }

  /**
   * A session without the engine, that only reads and writes tables.
   *
   * @throws EnvironmentException when it does not start
   */
  static SparkSession ofTables(String name) {
    return spark(() -> StudySession.forTables(name));
  }

  private static void engine(Precision precision) {
    try {
      if (precision == Precision.TF32) {
        TorchEngine.allowTf32();
      }
      TorchEngine.start();
    } catch (EngineStartException e) {
      throw new EnvironmentException("the engine, libtorch, did not start: " + e.getMessage(), e);
    }
  }

  private static SparkSession spark(Supplier<SparkSession> start) {
    try {
      return start.get();
    } catch (RefusedException e) {
      throw e;
    } catch (
        Exception e) { // Spark's checked SparkException is thrown by methods that don't say so.
      throw new EnvironmentException(
          "Spark did not start: "
              + reason(e)
              + ". The master is "
              + new SparkConf().get("spark.master", "not given")
              + ": check it, that it runs, and Spark's properties",
          e);
    }
  }

  /** The first line of what an error says; its type too where that is all there is. */
  private static String reason(Throwable error) {
    String message = Optional.ofNullable(error.getMessage()).orElse(error.toString());
    return message.lines().findFirst().orElse("").strip().replaceFirst("\\.$", "");
  }
}

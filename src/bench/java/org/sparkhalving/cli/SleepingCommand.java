package org.sparkhalving.cli;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.spark.SleepingSearch;
import org.sparkhalving.spark.StudySession;

/** Continues a study that {@code search} has begun, with trials that sleep. */
final class SleepingCommand {
  private SleepingCommand() {}

  /**
   * Runs it.
   *
   * @param arguments the study's folder, how many results to stop after, and a trial's seconds
   */
  public static void main(String[] arguments) throws IOException {
    StoredStudy study = StoredStudy.read(arguments[0], StudySession.hadoop());
    int results = Integer.parseInt(arguments[1]);
    long millis = Math.round(Double.parseDouble(arguments[2]) * 1000);
    try (SparkSession session = StudySession.of("sleeping trials", study.settings().resources())) {
      new SleepingSearch(session, study.folder(), study.settings(), results, System.out)
          .run(millis);
    }
  }
}

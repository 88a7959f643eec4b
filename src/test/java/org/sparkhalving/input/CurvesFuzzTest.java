package org.sparkhalving.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.Fuzz;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.SharedSpark;
import org.sparkhalving.spark.table.CurveReader;
import org.sparkhalving.study.SimulatedLoop;

/** Mutated tables of curves are read or refused. */
@ExtendWith(SharedSpark.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CurvesFuzzTest {
  private static final int INPUTS = 12;
  private static final String FOUR =
      """
      trial,epoch,train_loss,val_accuracy,val_loss,seconds
      9,2,0.5,81.5,0.6,2
      9,1,0.75,80,0.7,2.5
      4,1,1,70,0.9,3
      4,2,NaN,"70",nan,3
      """;

  @TempDir private Path folder;

  @Test
  void mutatedCurvesAreReadOrRefused(SparkSession session) throws IOException {
    Path file = folder.resolve("curves.csv");
    Settings settings = settings(file);
    Files.writeString(file, FOUR);
    CurveReader.read(
        session, settings, notice -> {}); // Spark's first query takes memory of its own.

    int refused =
        Fuzz.of(List.of(FOUR.getBytes(UTF_8)))
            .refusedBy(ReportedException.class)
            .run(
                INPUTS,
                input -> {
                  Files.write(file, input);
                  CurveReader.read(session, settings, notice -> {});
                });

    assertThat(refused).isPositive();
  }

  private Settings settings(Path file) {
    Settings settings = SimulatedLoop.of(folder, null, 4, 2, 1).settings();
    return new Settings(
        settings.study(),
        settings.data(),
        settings.search(),
        settings.scheduler(),
        settings.stop(),
        settings.resources(),
        Optional.of(
            new Settings.Simulation(
                file.toString(),
                Optional.empty(),
                1,
                SimulatedLoop.NO_STRAGGLERS,
                SimulatedLoop.NO_FAILURES)),
        settings.storage(),
        settings.tracking());
  }
}

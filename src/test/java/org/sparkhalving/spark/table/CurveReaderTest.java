package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.SharedSpark;
import org.sparkhalving.study.SimulatedLoop;

@ExtendWith(SharedSpark.class)
class CurveReaderTest {
  private static final String HEADER = "trial,epoch,train_loss,val_accuracy,val_loss,seconds\n";
  private static final String FOUR =
      HEADER
          + """
          9,2,0.5,81.5,0.6,2
          9,1,0.75,80,0.7,2.5
          4,1,1,70,0.9,3
          4,2,NaN,70,nan,3
          """;

  /** What trials try where that is not known. */
  private static Configuration any(int trial) {
    return new Configuration(Map.of("trial", trial));
  }

  @TempDir private Path folder;

  private Curves read(SparkSession session, Path place, int maxEpochs) {
    Settings settings = SimulatedLoop.of(folder, null, 4, maxEpochs, 1).settings();
    return CurveReader.read(
        session,
        new Settings(
            settings.study(),
            settings.data(),
            settings.search(),
            settings.scheduler(),
            settings.stop(),
            settings.resources(),
            Optional.of(
                new Settings.Simulation(
                    place.toString(),
                    Optional.empty(),
                    1,
                    SimulatedLoop.NO_STRAGGLERS,
                    SimulatedLoop.NO_FAILURES)),
            settings.storage(),
            settings.tracking()),
        notice -> {});
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void curvesAreInTheOrderOfTheirTrialsAndTakenInTurns(SparkSession session) throws IOException {
    Curves curves = read(session, write("four.csv", FOUR), 2);

    assertThat(curves.of(1, CurveReaderTest::any))
        .isEqualTo(curves.of(3, CurveReaderTest::any))
        .containsExactly(
            new EpochMetrics(1, 0.75, 0.7, 80, Double.NaN, 2.5),
            new EpochMetrics(2, 0.5, 0.6, 81.5, Double.NaN, 2));
    assertThat(curves.of(0, CurveReaderTest::any))
        .isEqualTo(curves.of(2, CurveReaderTest::any))
        .hasSize(2);
    assertThat(curves.of(0, CurveReaderTest::any).get(1).trainLoss()).isNaN();
  }

  @Test
  void filesWhoseColumnsAreInDifferentOrdersAreNotMixedUp(SparkSession session) throws IOException {
    Path curves = Files.createDirectory(folder.resolve("two"));
    write("two/a.csv", "trial,epoch,train_loss,val_accuracy,val_loss,seconds\n0,1,0.5,80,0.7,2\n");
    write("two/b.csv", "trial,epoch,val_loss,val_accuracy,train_loss,seconds\n1,1,0.7,80,0.5,2\n");

    assertThatThrownBy(() -> read(session, curves, 1))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("header");
  }

  @Test
  void aParquetFolderOfTheSameValuesIsTheSame(SparkSession session) throws IOException {
    Path csv = write("four.csv", FOUR);
    Path parquet = folder.resolve("curves");
    session
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(csv.toString())
        .repartition(3)
        .write()
        .parquet(parquet.toString());

    Curves curves = read(session, parquet, 2);

    assertThat(curves.hashes()).isEqualTo(read(session, csv, 2).hashes());
    assertThat(curves.hashes())
        .isNotEqualTo(read(session, write("o.csv", FOUR.replace("81.5", "81.6")), 2).hashes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,1,0.5,50,0.5,1 x | seconds is 1 x; allowed: a finite number >= 0",
        "1,1,0.5,50,0.5,NaN | seconds is NaN; allowed: a finite number >= 0",
        "1,1,0.5,50,,1 | val_loss is empty; allowed: a number >= 0, or NaN where the trial diverged",
        "1,1,-0.5,50,1,1 | train_loss is -0.5; allowed: a number >= 0, or NaN where the trial diverged",
        "1,1,0.5,101,1,1 | val_accuracy is 101; allowed: a percentage from 0 to 100, or NaN where the trial diverged",
        "1,1.5,0.5,50,1,1 | epoch is 1.5; allowed: an integer from 1 to 2147483647",
        "1,0,0.5,50,1,1 | epoch is 0; allowed: an integer from 1 to 2147483647",
        "x,1,0.5,50,1,1 | trial is x; allowed: an integer from 0 to 2147483647",
        "4,2,0.5,50,1,1 | trial 4 has epoch 2 twice; keep one row",
      })
  void aWrongCellIsNamedWithItsRow(String line, String problem, SparkSession session)
      throws IOException {
    Path file = write("wrong.csv", FOUR + line + "\n");

    assertThatThrownBy(() -> read(session, file, 2))
        .isInstanceOf(ReportedException.class)
        .hasMessage("row 5 of file://" + file + ": " + problem);
  }

  @Test
  void aTableThatIsNoneIsRefused(SparkSession session) throws IOException {
    for (List<String> wrong :
        List.of(
            List.of("a.csv", "", "has no column trial"),
            List.of("b.csv", HEADER, "has no row: a study needs at least one curve"),
            List.of("c.csv", "trial,epoch\n1,1\n", "has no column val_loss (it has trial, epoch)"),
            List.of("d.csv", FOUR + "1,2,3,4,5,6,7\n", "cannot read"),
            List.of("e.csv", HEADER + "1,2,0.5,50,1,1\n", "trial 1 in .* has no row for epoch 1,"),
            List.of("f.txt", FOUR, "is no table: simulation.curves must be a file or folder of"),
            List.of("g.parquet", FOUR, "cannot read .* as Parquet: "))) {
      Path file = write(wrong.get(0), wrong.get(1));
      assertThatThrownBy(() -> read(session, file, 2))
          .as(wrong.get(0))
          .isInstanceOf(ReportedException.class)
          .message()
          .contains(file.toString())
          .containsPattern(wrong.get(2).replace("(", "\\(").replace(")", "\\)"));
    }
    assertThatThrownBy(() -> read(session, folder.resolve("none.csv"), 2))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("none.csv: set simulation.curves to a file or folder");
  }

  @Test
  void aCurveShorterThanTheStudyIsASettingsError(SparkSession session) throws IOException {
    Path file = write("four.csv", FOUR);

    assertThatThrownBy(() -> read(session, file, 3))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("trial 9")
        .hasMessageContaining("use at most 2, or longer curves");
  }

  @Test
  void figuresThatAreNotRecordedAreNone(SparkSession session) throws IOException {
    Curves curves = read(session, write("loss.csv", "trial,epoch,val_loss\n0,1,0.7\n1,1,NaN\n"), 1);

    EpochMetrics first = curves.of(0, CurveReaderTest::any).get(0);
    assertThat(curves.isFinite(first)).isTrue();
    assertThat(first.recorded(EpochMetrics::trainLoss)).isNull();
    assertThat(first.recorded(EpochMetrics::valAccuracy)).isNull();
    assertThat(first.recorded(EpochMetrics::seconds)).isNull();
    EpochMetrics diverged = curves.of(1, CurveReaderTest::any).get(0);
    assertThat(curves.isFinite(diverged)).isFalse();
    assertThat(diverged.recorded(EpochMetrics::trainLoss)).isNull();
    assertThat(diverged.recorded(EpochMetrics::learningRate)).isNull();
    assertThat(diverged.recorded(EpochMetrics::seconds)).isNull();
    assertThatThrownBy(() -> curves.check(SimulatedLoop.of(folder, null, 2, 1, 1).settings()))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "scheduler.metric is val_accuracy, but the curves have none; set it to what they have, such as val_loss");
  }
}

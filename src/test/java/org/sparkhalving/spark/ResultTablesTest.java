package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.storage.StudyHistory;

@ExtendWith(SharedSpark.class)
class ResultTablesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30, 1000})
  void tablesOfAnySizeAreOneFileEachWithItsRowsInOrder(int chunk, SparkSession session)
      throws Exception {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(16, 8), 16, 8, 3);
    StudyHistory history = study.session();
    new ResultTables(session, study.folder(), study.settings(), history, chunk).write();

    for (TableRows.Table table :
        new TableRows(study.folder(), study.settings(), history).tables()) {
      Path place = folder.resolve("simulated").resolve(table.name());
      try (Stream<Path> files = Files.list(place)) {
        assertThat(files).singleElement().asString().endsWith("part-00000.parquet");
      }
      List<Row> rows = session.read().parquet(place.toString()).collectAsList();
      assertThat(rows).isEqualTo(table.rows().toList());
      assertThat(rows).hasSizeGreaterThan(15);
    }
    assertThat(folder.resolve("simulated/.tables")).doesNotExist();
  }
}

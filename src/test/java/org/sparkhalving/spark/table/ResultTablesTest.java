package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.spark.SharedSpark;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.FencedOutException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.study.SimulatedLoop;

@ExtendWith(SharedSpark.class)
class ResultTablesTest {
  private static final String SPARKS_NAME =
      "part-00000-2f3c9a1e-0b5d-4c63-9a51-7d4c2f6f0e11-c000.snappy.parquet";

  @TempDir private Path folder;

  @Test
  void aTableIsOneFileWithItsRowsInOrder(SparkSession session) throws Exception {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(16, 8), 16, 8, 3);
    StudyHistory history = study.session();
    Journal journal = Journal.open(study.folder());
    journal.begin("writer", "host", 1, Instant.EPOCH);
    new ResultTables(session, study.folder(), study.settings(), history).write("0000000a", journal);

    CheckpointStore checkpoints = new CheckpointStore(study.folder().uri(), new Configuration());
    TableRows rows = new TableRows(study.folder(), checkpoints, study.settings(), history);
    for (TableRows.Table table : rows.tables()) {
      Path place = folder.resolve("simulated").resolve(table.name());
      try (Stream<Path> files = Files.list(place)) {
        assertThat(files).singleElement().asString().endsWith("part-00000.parquet");
      }
      List<Row> read = session.read().parquet(place.toString()).collectAsList();
      assertThat(read).isEqualTo(table.rows().toList());
      assertThat(read).hasSizeGreaterThan(15);
    }
    assertThat(folder.resolve("simulated/.tables")).doesNotExist();
  }

  @Test
  void theDriverWritesThemAloneWhateverTheSitesSettingsSay(SparkSession session) throws Exception {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(16, 8), 16, 8, 3);
    StudyHistory history = study.session();
    Journal journal = Journal.open(study.folder());
    journal.begin("writer", "host", 1, Instant.EPOCH);
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    session.sparkContext().addSparkListener(counter);
    session.conf().set("spark.sql.files.maxRecordsPerFile", 10);
    try {
      new ResultTables(session, study.folder(), study.settings(), history)
          .write("0000000a", journal);
      session.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      session.conf().unset("spark.sql.files.maxRecordsPerFile");
      session.sparkContext().removeSparkListener(counter);
    }

    assertThat(jobs).hasValue(0);
    for (String table : List.of("trials", "epochs", "decisions")) {
      assertThat(folder.resolve("simulated").resolve(table).toFile().list())
          .containsExactly("part-00000.parquet");
    }
    assertThat(session.read().parquet(study.folder().epochs()).count())
        .isEqualTo(history.epochsDone());
  }

  /** Earlier versions let Spark write tables, in files of its own names. */
  @Test
  void tablesOfAnEarlierVersionGiveWayAndOthersFilesOfSuchNamesStay(SparkSession session)
      throws Exception {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(16, 8), 16, 8, 3);
    StudyHistory history = study.session();
    CheckpointStore checkpoints = new CheckpointStore(study.folder().uri(), new Configuration());
    List<TableRows.Table> tables =
        new TableRows(study.folder(), checkpoints, study.settings(), history).tables();
    Path others = folder.resolve("simulated/trials/" + SPARKS_NAME);
    Map<String, List<Row>> expected = new HashMap<>();
    for (TableRows.Table table : tables) {
      List<Row> rows = table.rows().toList();
      expected.put(table.name(), rows);
      session
          .createDataFrame(rows, table.columns())
          .coalesce(1)
          .write()
          .parquet(folder.resolve("simulated").resolve(table.name()).toString());
    }
    Files.writeString(others, "mine");
    Journal journal = Journal.open(study.folder());
    journal.begin("writer", "host", 1, Instant.EPOCH);

    new ResultTables(session, study.folder(), study.settings(), history).write("0000000a", journal);

    assertThat(others).hasContent("mine");
    Files.delete(others);
    expected.forEach(
        (name, rows) -> {
          Path place = folder.resolve("simulated").resolve(name);
          assertThat(session.read().parquet(place.toString()).collectAsList()).isEqualTo(rows);
          assertThat(place.toFile().list())
              .containsExactlyInAnyOrder("part-00000.parquet", "_SUCCESS", "._SUCCESS.crc");
        });
  }

  @Test
  void aDriverThatWasReplacedPublishesNoTables(SparkSession session) {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(4, 4), 4, 4, 2);
    StudyHistory history = study.session();
    Journal first = Journal.open(study.folder());
    first.begin("first", "host", 1, Instant.EPOCH);
    Journal.open(study.folder()).begin("second", "elsewhere", 2, Instant.EPOCH);

    ResultTables tables = new ResultTables(session, study.folder(), study.settings(), history);
    assertThatThrownBy(() -> tables.write("first", first)).isInstanceOf(FencedOutException.class);
    assertThat(folder.resolve("simulated/trials")).doesNotExist();
  }
}

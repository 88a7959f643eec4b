package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a site sets for all of its Spark applications, a study has all rows of a plain run in
 * its tables, and {@code sql} prints the same.
 */
@RunsCommands
class SiteSettingsTest {
  private static final String EVERYTHING =
      "SELECT * FROM trials t JOIN epochs e ON t.trial = e.trial"
          + " LEFT JOIN decisions d ON e.trial = d.trial AND e.epoch = d.epochs ORDER BY t.trial, e.epoch";

  @TempDir private static Path folder;
  private static Workplace workplace;
  private static List<String> rows;
  private static String printed;

  @BeforeAll
  static void runAPlainStudy() throws IOException {
    workplace = Workplace.in(folder);
    assertThat(workplace.search().code()).isZero();
    rows = tables("small");
    printed = print();
    assertThat(rows).hasSize(4 + 8 + 7);
    assertThat(printed).hasLineCount(1 + 8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.files.maxRecordsPerFile=3 spark.sql.shuffle.partitions=1 spark.default.parallelism=7"
            + " spark.sql.leafNodeDefaultParallelism=5 spark.sql.adaptive.enabled=false",
        "spark.serializer=org.apache.spark.serializer.KryoSerializer",
        "spark.serializer=org.apache.spark.serializer.KryoSerializer spark.kryo.registrationRequired=true"
            + " spark.sql.ansi.enabled=false spark.sql.caseSensitive=true",
        "spark.sql.session.timeZone=Asia/Tokyo spark.sql.datetime.java8API.enabled=true spark.sql.ansi.enabled=true"
            + " spark.sql.timestampType=TIMESTAMP_NTZ"
      })
  void noSettingOfASiteChangesARow(String settings) throws IOException {
    String study = "site-" + Integer.toHexString(settings.hashCode());
    Map<String, String> keys =
        Arrays.stream(settings.split(" "))
            .map(setting -> setting.split("="))
            .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    Instant begun = Instant.now();
    keys.forEach(System::setProperty);
    try {
      CommandRun search = workplace.search("--set", "study.name=" + study);
      assertThat(search.code()).as(search.err()).isZero();
      assertThat(print()).isEqualTo(printed);
    } finally {
      keys.keySet().forEach(System::clearProperty);
    }

    assertThat(tables(study)).isEqualTo(rows);
    assertThat(begins(study))
        .hasSize(4)
        .allMatch(at -> at.isAfter(begun) && at.isBefore(Instant.now()));
  }

  /** The plain study's tables, as {@code sql} prints them. */
  private static String print() {
    CommandRun sql =
        CommandRun.of("sql", workplace.study("small").toString(), EVERYTHING, "--format", "csv");
    assertThat(sql.err()).isEmpty();
    return sql.out();
  }

  private static List<String> tables(String study) throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return StudyTables.contents(session, workplace.study(study));
    }
  }

  /** When each trial began, of its table. */
  private static List<Instant> begins(String study) throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return session
          .read()
          .parquet(workplace.study(study).resolve("trials").toString())
          .select("started_at")
          .collectAsList()
          .stream()
          .map(row -> row.getTimestamp(0).toInstant())
          .toList();
    }
  }
}

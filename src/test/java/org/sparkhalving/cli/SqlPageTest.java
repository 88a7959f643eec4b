package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.report.TextTable;

/**
 * The page about queries has each of them, with the first rows that it answers on the study of
 * {@code conf/simulate.conf}. What it should be is written to {@code target/sql.md}, to be looked
 * at and copied.
 */
@RunsCommands
class SqlPageTest {
  private static final Path PAGE = Path.of("src/docs/sql.md");
  private static final Path EXPECTED = Path.of("target/sql.md");
  private static final String FIRST = "\n## ";
  private static final int LINES = 12;
  private static final int WIDTH = 140;

  @TempDir private Path folder;

  @Test
  void itShowsEachQueryWithWhatItAnswers() throws Exception {
    CommandRun search =
        CommandRun.of("search", "--conf", "conf/simulate.conf", "--set", "study.output=" + folder);
    assertThat(search.code()).isZero();
    StoredStudy study =
        StoredStudy.read(folder.resolve("simulate").toString(), new Configuration());
    StringBuilder sections = new StringBuilder();
    try (SparkSession session = Startup.ofTables("queries")) {
      QueryRows.createViews(session, study);
      for (StudyQuery query : StudyQuery.all(study.history().criterion())) {
        sections.append(section(query, TextTable.of(QueryRows.of(session, query.sql()), "NULL")));
      }
    }
    String page = Files.readString(PAGE);
    String expected = page.substring(0, page.indexOf(FIRST)) + sections;
    Files.write(EXPECTED, expected.getBytes(StandardCharsets.UTF_8));

    assertThat(page).isEqualTo(expected);
  }

  private static String section(StudyQuery query, String answer) {
    return """

        ## %s

        `%s`: %s

        ```sql
        %s```

        ```text
        %s```
        """
        .formatted(
            query.title(), query.name(), query.description(), query.sql(), shortened(answer));
  }

  /** The first lines, those that are too long for a page cut off. */
  private static String shortened(String answer) {
    List<String> lines = answer.lines().toList();
    return lines.stream()
            .limit(LINES)
            .map(
                line ->
                    line.length() > WIDTH ? line.substring(0, WIDTH).stripTrailing() + " …" : line)
            .map(line -> line + "\n")
            .collect(Collectors.joining())
        + (lines.size() > LINES ? "…\n" : "");
  }
}

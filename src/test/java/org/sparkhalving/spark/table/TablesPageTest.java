package org.sparkhalving.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.study.SimulatedLoop;

/** The page about tables lists their columns, which people's queries depend on. */
class TablesPageTest {
  private static final Path PAGE = Path.of("src/docs/tables.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (int|bigint|double|string|boolean|timestamp) \\|.*$");

  @TempDir private Path folder;

  @Test
  void itListsTheColumnsOfEachTableInTheirOrderWithTheirTypes() throws Exception {
    SimulatedLoop study = SimulatedLoop.of(folder, SimulatedLoop.randomCurves(4, 4), 4, 4, 2);
    CheckpointStore checkpoints = new CheckpointStore(study.folder().uri(), new Configuration());
    List<TableRows.Table> tables =
        new TableRows(study.folder(), checkpoints, study.settings(), study.session()).tables();

    assertThat(tables)
        .extracting(TableRows.Table::name)
        .containsExactly("trials", "epochs", "decisions");
    for (TableRows.Table table : tables) {
      List<String> hyperparameters =
          List.copyOf(study.settings().search().space().distributions().keySet());
      assertThat(columns(table.name()))
          .as(table.name())
          .isEqualTo(
              Stream.of(table.columns().fields())
                  .filter(field -> !hyperparameters.contains(field.name()))
                  .map(
                      field -> field.name() + " " + field.dataType().sql().toLowerCase(Locale.ROOT))
                  .toList());
    }
  }

  /** The columns in the page's section about a table, each with its type. */
  private static List<String> columns(String table) throws Exception {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("\n## " + table + "\n") + 1);
    int next = section.indexOf("\n## ");
    return ROW.matcher(next < 0 ? section : section.substring(0, next))
        .results()
        .map((MatchResult row) -> row.group(1) + " " + row.group(2))
        .toList();
  }
}

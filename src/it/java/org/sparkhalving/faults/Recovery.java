package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of a study that a fault hit, compared with the same study undisturbed.
 *
 * @param fault in words
 * @param injected how often it was injected, at least 1
 * @param rowsLost rows of the undisturbed study's tables that are not there
 * @param rowsTwice rows that are there beside those: a second time, or with another value
 * @param decisionsChanged rows of the table of decisions that are not the undisturbed study's
 * @param seconds from the end of the fault until the study continued
 */
public record Recovery(
    String fault, int injected, int rowsLost, int rowsTwice, int decisionsChanged, double seconds) {
  /** Where {@link #assertNothingLost} adds its rows, for {@code src/bench/faults.sh} to print. */
  private static final Path TABLE =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/faults.md");

  /**
   * Compares tables.
   *
   * @param rows of the study that the fault hit, see {@link org.sparkhalving.cli.StudyTables}
   * @param undisturbed rows of the same study without it
   */
  public static Recovery of(
      String fault, int injected, List<String> rows, List<String> undisturbed, double seconds) {
    List<String> lost = new ArrayList<>(undisturbed);
    rows.forEach(lost::remove);
    List<String> more = new ArrayList<>(rows);
    undisturbed.forEach(more::remove);
    long changed = more.stream().filter(row -> row.startsWith("decisions")).count();
    return new Recovery(fault, injected, lost.size(), more.size(), (int) changed, seconds);
  }

  /**
   * The rows of other trials' training, where one has failed by design. Decisions have ranks among
   * those that did not fail.
   */
  public static List<String> ofOthers(int trial, List<String> rows) {
    return rows.stream()
        .filter(row -> !row.startsWith("decisions") && !row.contains("trial=" + trial + "}"))
        .filter(row -> !row.contains("trial=" + trial + ","))
        .toList();
  }

  /** Adds a row to the table of faults, and fails unless the study is as if nothing happened. */
  public void assertNothingLost() throws IOException {
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %d | %d | %d | %d | %.1f |%n",
            fault,
            injected,
            rowsLost,
            rowsTwice,
            decisionsChanged,
            seconds);
    Files.writeString(TABLE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(injected).as(row).isPositive();
    assertThat(List.of(rowsLost, rowsTwice, decisionsChanged)).as(row).containsOnly(0);
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
  @TempDir private Path parent;
  private Path study;
  private TableFiles tables;
  private Journal journal;

  @BeforeEach
  void place() {
    study = parent.resolve("s");
    StudyFolder folder = StudyFolder.of(parent.toString(), "s", new Configuration());
    tables = new TableFiles(folder, "driver");
    journal = Journal.open(folder);
    journal.begin("driver", "host", 1, Instant.EPOCH);
  }

  private void stage(String table, String content) {
    tables.stage(table, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTableTakesTheOldOnesPlaceAndLeavesNothingElse() throws IOException {
    for (String content : List.of("old", "new")) {
      stage("trials", content);
      assertThat(study.resolve(".tables/driver/trials.parquet")).hasContent(content);
      tables.publish(List.of("trials"), journal);

      assertThat(study).isDirectoryNotContaining("glob:**/.tables");
      assertThat(study.resolve("trials/part-00000.parquet")).hasContent(content);
      assertThat(study.resolve("trials").toFile().list()).hasSize(1);
    }
  }

  @Test
  void whatElseIsInATablesFolderIsDeleted() throws IOException {
    Path other = Files.createDirectories(study.resolve("epochs/_temporary/0"));
    Files.writeString(other.resolve("part"), "left over");
    Files.writeString(study.resolve("epochs/part-00000-of-another-version.parquet"), "rows");
    stage("epochs", "new");

    tables.publish(List.of("epochs"), journal);

    assertThat(study.resolve("epochs").toFile().list()).containsExactly("part-00000.parquet");
  }

  @Test
  void withoutANewTableTheOldOneStays() throws IOException {
    stage("trials", "old");
    tables.publish(List.of("trials"), journal);

    assertThatThrownBy(() -> tables.publish(List.of("trials"), journal))
        .isInstanceOf(IllegalStateException.class);
    assertThat(study.resolve("trials/part-00000.parquet")).hasContent("old");
  }

  @Test
  void aDriverThatWasReplacedLeavesTheTablesAndTheOthersStagedOnes() throws IOException {
    stage("trials", "new");
    Path other = Files.createDirectories(study.resolve(".tables/other"));
    StudyFolder folder = StudyFolder.of(parent.toString(), "s", new Configuration());
    Journal.open(folder).begin("other", "host", 2, Instant.EPOCH);

    assertThatThrownBy(() -> tables.publish(List.of("trials"), journal))
        .isInstanceOf(FencedOutException.class);
    assertThat(study.resolve("trials")).doesNotExist();
    assertThatThrownBy(() -> tables.publish(List.of(), journal))
        .isInstanceOf(FencedOutException.class);
    assertThat(other).exists();
  }
}

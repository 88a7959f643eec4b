package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
  @TempDir private Path parent;
  private Path study;
  private TableFiles tables;

  @BeforeEach
  void place() {
    study = parent.resolve("s");
    tables = new TableFiles(StudyFolder.of(parent.toString(), "s", new Configuration()), "driver");
  }

  /** As Spark does it. */
  private void stage(String table, String content) throws IOException {
    Path staging = Files.createDirectories(study.resolve(".tables/driver").resolve(table));
    Files.writeString(staging.resolve("part-00000-7f-c000.snappy.parquet"), content);
    Files.writeString(staging.resolve(".part-00000-7f-c000.snappy.parquet.crc"), "crc");
  }

  @Test
  void aTableTakesTheOldOnesPlaceAndLeavesNothingElse() throws IOException {
    assertThat(tables.staging("trials")).isEqualTo("file:" + study + "/.tables/driver/trials");
    for (String content : List.of("old", "new")) {
      stage("trials", content);
      tables.publish(List.of("trials"));

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

    tables.publish(List.of("epochs"));

    assertThat(study.resolve("epochs").toFile().list()).containsExactly("part-00000.parquet");
  }

  @Test
  void withoutANewTableTheOldOneStays() throws IOException {
    stage("trials", "old");
    tables.publish(List.of("trials"));
    Files.createDirectories(study.resolve(".tables/driver/trials/_temporary"));

    assertThatThrownBy(() -> tables.publish(List.of("trials")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(study.resolve("trials/part-00000.parquet")).hasContent("old");
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.file.AccessException;

class TableFilesTest {
  @TempDir private Path parent;
  private Path study;
  private TableFiles tables;
  private Journal journal;

  @BeforeEach
  void place() {
    study = parent.resolve("s");
    StudyFolder folder = StudyFolder.of(parent.toString(), "s", new Configuration());
    tables = new TableFiles(folder, "0000000d");
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
      assertThat(study.resolve(".tables/0000000d/trials.parquet")).hasContent(content);
      tables.publish(List.of("trials"), journal);

      assertThat(study).isDirectoryNotContaining("glob:**/.tables");
      assertThat(study.resolve("trials/part-00000.parquet")).hasContent(content);
      assertThat(study.resolve("trials").toFile().list()).hasSize(1);
    }
  }

  @Test
  void whatElseIsInATablesFolderStays() throws IOException {
    Path log = Files.createDirectories(study.resolve("epochs/sub")).resolve("log.txt");
    Files.writeString(log, "a log");
    Path mine = Files.writeString(study.resolve("epochs/mine.csv"), "a,b");
    Files.writeString(
        study.resolve("epochs/.part-00000.parquet." + UUID.randomUUID() + ".tmp"), "cut off");
    stage("epochs", "new");

    tables.publish(List.of("epochs"), journal);

    assertThat(study.resolve("epochs").toFile().list())
        .containsExactlyInAnyOrder("mine.csv", "part-00000.parquet", "sub");
    assertThat(log).hasContent("a log");
    assertThat(mine).hasContent("a,b");
  }

  @Test
  void nothingIsReplacedOrDeletedThroughALinkInATablesPlace() throws IOException {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("part-00000.parquet"), "precious");
    Files.writeString(elsewhere.resolve("more.csv"), "precious, too");
    Files.createSymbolicLink(study.resolve("trials"), elsewhere);
    stage("trials", "new");

    assertThatThrownBy(() -> tables.publish(List.of("trials"), journal))
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "cannot write file:%s/trials/part-00000.parquet: file:%s/trials is a symbolic link, and what it leads to is"
                + " not the study's; put a folder or file in its place",
            study, study);
    assertThat(elsewhere.resolve("part-00000.parquet")).hasContent("precious");
    assertThat(elsewhere.resolve("more.csv")).hasContent("precious, too");
  }

  @Test
  void whatIsStagedGoesWhoeverStagedItAndWhatElseIsThereStays() throws IOException {
    Path dead = Files.createDirectories(study.resolve(".tables/0000dead"));
    Files.writeString(dead.resolve("epochs.parquet"), "rows");
    Files.writeString(dead.resolve(".trials.parquet." + UUID.randomUUID() + ".tmp"), "ro");
    Path mine = Files.createDirectories(study.resolve(".tables/mine")).resolve("x.parquet");
    Files.writeString(mine, "rows");
    Path alike = Files.writeString(mine.resolveSibling("trials.parquet"), "rows");
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Path precious = Files.writeString(elsewhere.resolve("trials.parquet"), "rows");
    Files.createSymbolicLink(study.resolve(".tables/link"), elsewhere);
    stage("trials", "new");

    tables.publish(List.of("trials"), journal);

    assertThat(study.resolve("trials/part-00000.parquet")).hasContent("new");
    assertThat(dead).isEmptyDirectory();
    assertThat(mine).hasContent("rows");
    assertThat(alike).hasContent("rows");
    assertThat(precious).hasContent("rows");
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

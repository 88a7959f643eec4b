package org.sparkhalving.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.file.ObjectStoreFileSystem;

class StorageCheckTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void aLocalDiskKeepsEveryPromiseAndIsLeftAsItWas() throws IOException {
    try (StorageCheck check = StorageCheck.of(folder.resolve("studies").toString(), HADOOP)) {
      assertThat(check.promises())
          .hasSize(5)
          .allSatisfy(finding -> assertThat(finding.level()).isNotEqualTo(Finding.Level.PROBLEM));
      assertThat(check.unseen("executor-1")).isPresent();
      assertThat(StorageCheck.problemHere(check.probe(), "executor-1", HADOOP)).isEmpty();
      assertThat(check.unseen("executor-1")).isEmpty();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatWasThereIsLeftAndWhatOthersHavePutThere() throws IOException {
    Files.createDirectories(folder.resolve("old"));
    try (StorageCheck there = StorageCheck.of(folder.resolve("old").toString(), HADOOP);
        StorageCheck shared = StorageCheck.of(folder.resolve("new/studies").toString(), HADOOP)) {
      assertThat(there.promises()).isNotEmpty();
      assertThat(shared.promises()).isNotEmpty();
      Files.createFile(folder.resolve("new/study"));
      assertThat(shared.clear()).isEmpty();
    }
    assertThat(folder.resolve("old")).isEmptyDirectory();
    assertThat(folder.resolve("new")).isDirectoryContaining("glob:**/study");
    assertThat(folder.resolve("new/studies")).doesNotExist();
  }

  @Test
  void anObjectStoreKeepsEveryPromise() {
    try (StorageCheck check =
        StorageCheck.of("objects://bucket/studies", ObjectStoreFileSystem.configuration(folder))) {
      assertThat(check.promises())
          .hasSize(5)
          .allSatisfy(finding -> assertThat(finding.level()).isNotEqualTo(Finding.Level.PROBLEM));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatTheDriverCannotReadIsAFinding() throws IOException {
    try (StorageCheck check = StorageCheck.of(folder.toString(), HADOOP)) {
      Files.createFile(Path.of(check.probe().replaceFirst("file:", "")).getParent());
      assertThat(check.unseen("executor-1"))
          .hasValueSatisfying(finding -> assertThat(finding.text()).startsWith("cannot read "));
    }
  }

  @Test
  void onlyWhereFilesAreNotSeenIsTheFolderToBeShared() {
    assertThat(StorageCheck.problem("does not see a, which the driver wrote").cure())
        .contains("that all hosts share");
    assertThat(StorageCheck.problem("cannot write a: permission denied").cure()).isEmpty();
  }

  @Test
  void aStoreThatOverwritesIsAProblemWithItsPlaceAndACure() {
    ObjectStoreFileSystem.FAILURE.set(ObjectStoreFileSystem.Failure.IN_CONDITION);
    try (StorageCheck check =
        StorageCheck.of("objects://bucket/studies", ObjectStoreFileSystem.configuration(folder))) {
      assertThat(check.promises())
          .filteredOn(finding -> finding.level() == Finding.Level.PROBLEM)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.text())
                    .contains("objects://bucket/studies", "a second driver could not be kept out");
                assertThat(finding.cure()).contains("conditional writes");
              });
    } finally {
      ObjectStoreFileSystem.FAILURE.remove();
    }
  }

  @Test
  void aFolderThatIsNotTheDriversIsSaidToBe() {
    assertThat(
            StorageCheck.problemHere(
                folder.resolve("elsewhere/probe").toString(), "executor-1", HADOOP))
        .startsWith("does not see ");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAProblem() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (StorageCheck check = StorageCheck.of(file.toString(), HADOOP)) {
      assertThat(check.promises())
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.text())
                      .startsWith("cannot write file:" + file)
                      .contains("not a folder"));
    }
  }
}

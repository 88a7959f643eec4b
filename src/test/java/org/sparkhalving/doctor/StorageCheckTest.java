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
  @TempDir private Path folder;

  @Test
  void aLocalDiskKeepsEveryPromiseAndIsLeftAsItWas() throws IOException {
    Configuration hadoop = new Configuration();
    try (StorageCheck check = StorageCheck.of(folder.resolve("studies").toString(), hadoop)) {
      assertThat(check.promises())
          .hasSize(5)
          .allSatisfy(finding -> assertThat(finding.level()).isNotEqualTo(Finding.Level.PROBLEM));
      assertThat(check.unseen("executor-1")).isPresent();
      assertThat(StorageCheck.problemHere(check.probe(), "executor-1", hadoop)).isEmpty();
      assertThat(check.unseen("executor-1")).isEmpty();
    }
    try (var left = Files.list(folder.resolve("studies"))) {
      assertThat(left).isEmpty();
    }
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
                folder.resolve("elsewhere/probe").toString(), "executor-1", new Configuration()))
        .startsWith("does not see ");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAProblem() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (StorageCheck check = StorageCheck.of(file.toString(), new Configuration())) {
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

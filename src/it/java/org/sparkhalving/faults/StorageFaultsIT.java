package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storage that fails in the middle of a study: nothing is lost, nothing is there twice. */
@Tag("storage")
class StorageFaultsIT {
  private static List<String> undisturbed;
  @TempDir private Path folder;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    undisturbed = FaultStudy.undisturbed();
  }

  @Test
  void aStudyWaitsForANameNodeThatComesBack() throws IOException {
    new NameNodeRestart(folder, Duration.ofSeconds(1)).run(undisturbed).assertNothingLost();
  }

  @Test
  @Tag("long")
  void aStudyWaitsForANameNodeThatIsAwayForLonger() throws IOException {
    new NameNodeRestart(folder, Duration.ofSeconds(20)).run(undisturbed).assertNothingLost();
  }

  @Test
  @Tag("long")
  @Tag("s3")
  void aStudyWaitsForAnS3EndpointThatComesBack() throws IOException {
    new S3Outage(folder, Duration.ofSeconds(20)).run(undisturbed).assertNothingLost();
  }

  @ParameterizedTest
  @EnumSource(Written.class)
  @Tag("long")
  void aStudyEndsWhereItsQuotaIsUsedUpAndIsResumed(Written full) throws IOException {
    new HdfsQuota(folder, full).run(undisturbed).assertNothingLost();
  }

  @ParameterizedTest
  @EnumSource(Written.class)
  @EnabledIf("org.sparkhalving.faults.FullDisk#isPossible")
  @Tag("long")
  void aStudyEndsWhereTheDiskIsFullAndIsResumed(Written full) throws IOException {
    new FullDisk(folder, full).run(undisturbed).assertNothingLost();
  }

  @Test
  void aTruncatedLastObjectOfTheJournalNeverHappened() throws IOException {
    new TruncatedObjects(folder).runOfJournal(undisturbed).assertNothingLost();
  }

  @Test
  void filesOfOthersInTheStudysFolderStay() throws IOException {
    Recovery recovery = new OthersFiles(folder).run(undisturbed);

    assertThat(recovery.fault()).endsWith(" (0 deleted)");
    recovery.assertNothingLost();
  }

  @Test
  void truncatedTablesOfAStudyThatHasNotEndedAreWrittenAnew() throws IOException {
    new TruncatedObjects(folder).runOfTables(undisturbed).assertNothingLost();
  }
}

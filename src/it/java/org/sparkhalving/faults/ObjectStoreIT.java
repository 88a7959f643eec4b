package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.DamagedStudyException;
import org.sparkhalving.storage.FencedOutException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;

/** A study on a real S3 endpoint, through S3A. */
@Tag("storage")
@Tag("s3")
class ObjectStoreIT {
  private static final String BUCKET = "s3a://bucket/";

  @TempDir private static Path folder;
  private static S3Endpoint endpoint;
  private static Configuration hadoop;

  @BeforeAll
  static void start() throws IOException {
    endpoint = S3Endpoint.in(folder.resolve("s3"));
    hadoop = new Configuration();
    endpoint.keys().forEach(hadoop::set);
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @Test
  void aStudyOnS3HasTheTablesOfALocalOneAndAnswersEveryCommand() throws IOException {
    try (FaultStudy study =
        new FaultStudy(folder.resolve("study"), BUCKET + "studies", endpoint.keys())) {
      Map<String, Integer> before = endpoint.requests("studies/s");
      CommandRun run = study.search();
      assertThat(run.code()).as(run.err()).isZero();
      assertFewRequests(since(before, endpoint.requests("studies/s")));

      assertThat(study.tables()).isEqualTo(FaultStudy.undisturbed());
      assertThat(CommandRun.of("show", study.uri()).out()).contains("completed");
      assertThat(CommandRun.of("sql", study.uri(), "SELECT count(*) AS n FROM epochs").out())
          .contains("16");
    }
  }

  /** Eight trials have 8 + 4 + 2 jobs. src/docs/storage.md has these figures. */
  private static void assertFewRequests(Map<String, Integer> requests) {
    int jobs = 14;
    assertThat(requests.get("checkpoints GET")).as("%s", requests).isEqualTo(4 + 2 + 2);
    assertThat(requests.get("journal PUT")).as("%s", requests).isBetween(4, jobs + 8);
    assertThat(sum(requests, "checkpoints")).as("%s", requests).isLessThan(7 * jobs);
    assertThat(sum(requests, "")).as("%s", requests).isLessThan(9 * jobs + 100);
  }

  @Test
  void aResumeReadsStudyFileAndJournalOnce() throws IOException {
    try (FaultStudy study =
        new FaultStudy(folder.resolve("resumed"), BUCKET + "resumed", endpoint.keys())) {
      assertThat(study.searchToTheMiddle().code()).isEqualTo(130);
      int objects = study.journalObjects();
      Map<String, Integer> before = endpoint.requests("resumed/s");
      FaultStudy.requireDone(study.search("--resume"));

      Map<String, Integer> requests = since(before, endpoint.requests("resumed/s"));
      assertThat(requests.get("study.json GET")).as("%s", requests).isEqualTo(1);
      assertThat(requests.get("journal GET")).as("%s", requests).isEqualTo(objects);
    }
  }

  private static Map<String, Integer> since(
      Map<String, Integer> before, Map<String, Integer> requests) {
    requests.replaceAll((kind, count) -> count - before.getOrDefault(kind, 0));
    return requests;
  }

  private static int sum(Map<String, Integer> requests, String place) {
    return requests.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(place))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Test
  void ofTwoDriversOneIsFencedOut() {
    StudyFolder study = StudyFolder.of(BUCKET + "fenced", "s", hadoop);
    Journal first = Journal.open(study);
    Journal second = Journal.open(study);
    second.begin("b", "host", 2, Instant.EPOCH);
    assertThatThrownBy(() -> first.begin("a", "host", 1, Instant.EPOCH))
        .isInstanceOf(FencedOutException.class);

    second.append(List.of(new Event.Ended("done", Instant.EPOCH)));
    assertThat(Journal.read(study)).hasSize(2);
  }

  @Test
  void aTruncatedCheckpointIsReported() throws IOException {
    CheckpointStore store = new CheckpointStore(BUCKET + "truncated/s", hadoop);
    CheckpointReference published = store.publish(0, 1, "a", new byte[1000]);
    assertThat(store.fetch(published)).hasSize(1000);
    for (int length : new int[] {500, 0}) {
      CheckpointReference longer = store.publish(0, 2, "a" + length, new byte[1000]);
      Files.write(endpoint.object("truncated/s/" + longer.path()), new byte[length]);
      assertThatThrownBy(() -> store.fetch(longer)).isInstanceOf(DamagedStudyException.class);
    }
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;

class JournalTest {
  private static final Event ENDED = new Event.Ended("done", Samples.NOON);
  @TempDir Path parent;

  @Test
  void aStudyWithoutAJournalHasNoEvents() {
    StudyFolder folder = Samples.folder(parent);

    assertThat(Journal.read(folder)).isEmpty();
    assertThat(Journal.open(folder).events()).isEmpty();
    assertThat(parent.resolve("study")).doesNotExist();
  }

  @Test
  void eventsAreReadBackInOrder() {
    StudyFolder folder = Samples.folder(parent);
    Journal journal = Journal.open(folder);
    Event opened = journal.begin("a", "host", 1, Samples.NOON);
    journal.append(List.of(Samples.STARTED));
    journal.append(List.of());
    journal.append(List.of(Samples.FINISHED, Samples.FAILED));

    assertThat(Journal.read(folder))
        .containsExactly(opened, Samples.STARTED, Samples.FINISHED, Samples.FAILED);
    assertThat(journal.events()).isEmpty();
  }

  @Test
  void aJournalIsOutdatedOnceAnotherDriverHasWritten() {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "a");
    Journal early = Journal.open(folder);
    assertThat(early.isOutdated()).isFalse();

    Samples.begun(folder, "b");

    assertThat(early.isOutdated()).isTrue();
    assertThat(Journal.open(folder).isOutdated()).isFalse();
  }

  @Test
  void aJournalWhoseLastObjectMayBeUnderWayIsOutdated() throws IOException {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "a").append(List.of(ENDED));
    byte[] whole = Files.readAllBytes(object(2));
    Files.write(object(2), Arrays.copyOf(whole, whole.length / 2));

    Journal journal = Journal.open(folder);
    Files.write(object(2), whole);

    assertThat(journal.events()).doesNotContain(ENDED);
    assertThat(journal.isOutdated()).isTrue();
  }

  @Test
  void whatADriverFoundIsRecordedWithItsFirstEventOrNotAtAll() throws IOException {
    StudyFolder folder = Samples.folder(parent);
    Event aborted = new Event.Aborted(3, "SIGSEGV", Samples.NOON);

    Event opened = Journal.open(folder).begin("a", "host", 1, Samples.NOON, aborted);

    assertThat(names()).containsExactly("0000000001.json");
    assertThat(Journal.read(folder)).containsExactly(opened, aborted);
  }

  @Test
  void anObjectHoldsALineAnEventAndAClosingLine() throws IOException {
    Samples.begun(Samples.folder(parent), "a").append(List.of(Samples.STARTED, ENDED));

    assertThat(names()).containsExactly("0000000001.json", "0000000002.json");
    assertThat(Files.readString(object(2)))
        .isEqualTo(
            """
            {"type":"started","trial":7,"rung":1,"attempt":2,"at":"2026-05-04T12:00:00.123456Z"}
            {"type":"ended","reason":"done","at":"2026-05-04T12:00:00.123456Z"}
            {"end":2,"sha256":"d7a4544c9fb563424aac5da06221dd4d3dabb97e41b508c404085a5f16ef14f5"}
            """);
  }

  @Test
  void theNextDriverContinuesWhereTheLastOneEnded() {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "a").append(List.of(Samples.STARTED));

    Journal next = Journal.open(folder);
    assertThat(next.events()).hasSize(2);
    assertThat(next.begin("b", "host", 1, Samples.NOON).skipped()).isEmpty();
    next.append(List.of(ENDED));

    assertThat(Journal.read(folder)).hasSize(4).last().isEqualTo(ENDED);
  }

  @Test
  void nothingIsAppendedBeforeTheJournalIsBegun() {
    StudyFolder folder = Samples.folder(parent);

    assertThatThrownBy(() -> Journal.open(folder).append(List.of(ENDED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("begin the journal before appending to it");
    assertThatThrownBy(() -> Samples.begun(folder, "a").begin("a", "h", 1, Samples.NOON))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStudyCanBeMoved() throws IOException {
    Samples.begun(Samples.folder(parent), "a").append(List.of(Samples.FINISHED));
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.move(parent.resolve("study"), elsewhere.resolve("study"));

    assertThat(Journal.read(Samples.folder(elsewhere)))
        .hasSize(2)
        .last()
        .isEqualTo(Samples.FINISHED);
  }

  @Test
  void otherFilesInTheFolderAreIgnored() throws IOException {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "a");
    Files.writeString(object(1).resolveSibling(".0000000002.json.crc"), "x");
    Files.writeString(object(1).resolveSibling("notes.txt"), "x");

    assertThat(Journal.read(folder)).hasSize(1);
  }

  @Test
  @Timeout(20)
  void tenThousandObjectsAreReadQuickly() throws IOException {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "a");
    byte[] bytes = JournalObject.encode(List.of(Samples.STARTED));
    for (int number = 2; number <= 10_000; number++) {
      Files.write(object(number), bytes);
    }
    long start = System.nanoTime();

    List<Event> events = new ArrayList<>(Journal.read(folder));

    assertThat(events).hasSize(10_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(Samples.file(parent, "journal"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path object(long number) {
    return Samples.file(parent, JournalReading.name(number));
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.file.AccessException;

/** Two drivers, a and b, on one journal. */
class JournalFencingTest {
  private static final Event BY_A = new Event.Interrupted("by a", Samples.NOON);
  private static final Event BY_B = new Event.Interrupted("by b", Samples.NOON);
  @TempDir Path parent;
  private StudyFolder folder;

  @BeforeEach
  void place() {
    folder = Samples.folder(parent);
  }

  @Test
  void theOlderDriverIsFencedOutByTheNewer() throws IOException {
    Journal a = Samples.begun(folder, "a");
    Journal b = Samples.begun(folder, "b");
    byte[] before = Files.readAllBytes(object(2));

    assertThatThrownBy(() -> a.append(List.of(BY_A)))
        .isInstanceOf(FencedOutException.class)
        .hasMessageStartingWith("another driver has taken over this study: it has written file:")
        .hasMessageContaining("journal/0000000002.json");
    assertThat(object(2)).hasBinaryContent(before);
    b.append(List.of(BY_B));
    assertThat(Journal.read(folder)).hasSize(3).last().isEqualTo(BY_B);
  }

  @Test
  void aFencedOutDriverWritesNothingEverAgain() throws IOException {
    Journal a = Samples.begun(folder, "a");
    Samples.begun(folder, "b");
    assertThatThrownBy(() -> a.append(List.of(BY_A))).isInstanceOf(FencedOutException.class);
    Files.delete(object(2));

    assertThatThrownBy(() -> a.append(List.of(BY_A))).isInstanceOf(FencedOutException.class);
    assertThat(object(2)).doesNotExist();
    assertThat(object(3)).doesNotExist();
  }

  @Test
  void aDriverFindsOutBeforeItHarmsTheNewer() {
    Journal a = Samples.begun(folder, "a");
    a.requireOwn();
    a.append(List.of(BY_A));
    a.requireOwn();
    Journal b = Samples.begun(folder, "b");

    assertThatThrownBy(a::requireOwn).isInstanceOf(FencedOutException.class);
    assertThatThrownBy(() -> a.append(List.of(BY_A))).isInstanceOf(FencedOutException.class);
    b.requireOwn();
    assertThat(Journal.read(folder)).hasSize(3);
  }

  @Test
  void ofTwoDriversThatOpenAtOnceOneBegins() {
    Journal a = Journal.open(folder);
    Journal b = Journal.open(folder);
    b.begin("b", "host", 1, Samples.NOON);

    assertThatThrownBy(() -> a.begin("a", "host", 1, Samples.NOON))
        .isInstanceOf(FencedOutException.class);
    assertThatThrownBy(() -> a.begin("a", "host", 1, Samples.NOON))
        .isInstanceOf(FencedOutException.class);
  }

  @Test
  void anObjectThatWasSkippedStaysSkippedWhenItsWriterCompletesIt() throws IOException {
    Samples.begun(folder, "a");
    byte[] whole = JournalObject.encode(List.of(BY_A));
    Files.write(object(2), new byte[0]);
    Journal b = Samples.begun(folder, "b");
    Files.write(object(2), whole);
    b.append(List.of(BY_B));

    assertThat(Journal.read(folder)).hasSize(3).contains(BY_B).doesNotContain(BY_A);
    Journal c = Journal.open(folder);
    assertThat(c.events()).doesNotContain(BY_A);
    assertThat(c.begin("c", "host", 1, Samples.NOON).skipped()).isEmpty();
  }

  @Test
  void whatASkippedDriverSkippedDoesNotCount() throws IOException {
    Samples.begun(folder, "a");
    // b began in object 2, skipping nothing; c saw it unfinished. Then b completed it.
    Files.write(object(2), new byte[0]);
    Journal c = Samples.begun(folder, "c");
    Event opened = new Event.Opened("b", "host", 1, Samples.NOON, List.of(1L));
    Files.write(object(2), JournalObject.encode(List.of(opened)));
    c.append(List.of(BY_B));

    assertThat(Journal.read(folder)).hasSize(3).doesNotContain(opened);
  }

  @Test
  void aWriterThatCompletesItsObjectInTimeFencesTheNewerDriver() throws IOException {
    Samples.begun(folder, "a");
    Files.write(object(2), new byte[0]);
    Journal b = Journal.open(folder);
    Files.write(object(2), JournalObject.encode(List.of(BY_A)));
    Files.write(object(3), JournalObject.encode(List.of(BY_A)));

    assertThatThrownBy(() -> b.begin("b", "host", 1, Samples.NOON))
        .isInstanceOf(FencedOutException.class);
    assertThat(Journal.read(folder)).hasSize(3);
  }

  @Test
  void afterAFailedWriteTheJournalRefusesToGoOn() throws IOException {
    Journal a = Samples.begun(folder, "a");
    Path journal = Samples.file(parent, "journal");
    Path aside = parent.resolve("aside");
    Files.move(journal, aside);
    Files.createFile(journal);
    assertThatThrownBy(() -> a.append(List.of(BY_A))).isInstanceOf(AccessException.class);
    Files.delete(journal);
    Files.move(aside, journal);

    assertThatThrownBy(() -> a.append(List.of(BY_A))).isInstanceOf(AccessException.class);
    assertThat(Journal.read(folder)).hasSize(1);
  }

  private Path object(long number) {
    return Samples.file(parent, JournalReading.name(number));
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;
import org.sparkhalving.text.Sha256;

/** A journal of three objects, of which one is not what was written. */
class JournalDamageTest {
  private static final Event ENDED = new Event.Ended("done", Samples.NOON);
  @TempDir Path parent;
  private StudyFolder folder;

  @BeforeEach
  void writeThreeObjects() {
    folder = Samples.folder(parent);
    Journal journal = Samples.begun(folder, "a");
    journal.append(List.of(Samples.FINISHED, Samples.FAILED));
    journal.append(List.of(Samples.STARTED, ENDED));
  }

  @Test
  void aLastObjectCutAtAnyByteNeverHappened() throws IOException {
    byte[] whole = Files.readAllBytes(object(3));
    for (int length = 0; length < whole.length; length++) {
      Files.write(object(3), Arrays.copyOf(whole, length));

      assertThat(Journal.read(folder)).as("cut at byte %d", length).hasSize(3);
    }
  }

  @Test
  void aCutObjectBeforeTheLastIsDamage() throws IOException {
    byte[] whole = Files.readAllBytes(object(2));
    Files.write(object(2), Arrays.copyOf(whole, whole.length / 2));

    assertDamaged(2, "it has no closing line, although there are later objects");
  }

  @Test
  void theNextDriverLeavesACutObjectAndNamesItAsSkipped() throws IOException {
    byte[] whole = Files.readAllBytes(object(3));
    Files.write(object(3), Arrays.copyOf(whole, 40));

    Journal next = Journal.open(folder);
    assertThat(next.begin("b", "host", 1, Samples.NOON).skipped()).containsExactly(3L);
    next.append(List.of(ENDED));

    assertThat(object(3)).hasSize(40);
    assertThat(object(4)).exists();
    assertThat(Journal.read(folder)).hasSize(5).last().isEqualTo(ENDED);
    Journal third = Journal.open(folder);
    assertThat(third.begin("c", "host", 1, Samples.NOON).skipped()).isEmpty();
  }

  @Test
  void driversThatDiedInTheirFirstWriteAreAllSkipped() throws IOException {
    Files.write(object(4), new byte[0]);
    Files.writeString(object(5), "{\"type\":\"opened\",\"driver\"");

    Journal next = Journal.open(folder);

    assertThat(next.events()).hasSize(5);
    assertThat(next.begin("b", "host", 1, Samples.NOON).skipped()).containsExactly(4L, 5L);
    assertThat(Journal.read(folder)).hasSize(6);
  }

  @Test
  void aSkippedObjectMayBeMissing() throws IOException {
    Files.write(object(4), new byte[0]);
    Samples.begun(folder, "b");
    Files.delete(object(4));

    assertThat(Journal.read(folder)).hasSize(6);
  }

  @Test
  void aChangedByteAnywhereIsDamage() throws IOException {
    for (int number = 1; number <= 3; number++) {
      byte[] whole = Files.readAllBytes(object(number));
      for (int index = 0; index < whole.length; index++) {
        for (int flip : new int[] {0x01, 0x0A ^ ' ', 0x0A ^ '}', 0x80, whole[index] ^ '\n'}) {
          byte[] changed = whole.clone();
          changed[index] ^= (byte) flip;
          if (flip == 0) {
            continue;
          }
          assertThat(JournalObject.decode(changed))
              .as("object %d, byte %d, flipped by %x", number, index, flip)
              .isInstanceOf(JournalObject.Damaged.class);
        }
      }
      assertThat(JournalObject.decode(whole)).isInstanceOf(JournalObject.Complete.class);
    }
  }

  @Test
  void damageNamesTheObjectAndTheCure() throws IOException {
    byte[] changed = Files.readAllBytes(object(2));
    changed[30] ^= 1;
    Files.write(object(2), changed);

    assertDamaged(2, "its SHA-256 is not the one in its closing line");
    assertThatThrownBy(() -> Journal.open(folder))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageEndingWith(
            "restore it from a copy of the study, or delete it and every object after it to go back"
                + " to what happened before");
  }

  @Test
  void damageOfTheLastObjectIsDamageToo() throws IOException {
    byte[] changed = Files.readAllBytes(object(3));
    changed[changed.length - 10] ^= 1;
    Files.write(object(3), changed);

    assertDamaged(3, "its SHA-256 is not the one in its closing line");
  }

  @Test
  void aMissingObjectIsDamage() throws IOException {
    Files.delete(object(2));

    assertDamaged(2, "it is missing, although there are later objects");
  }

  @Test
  void aMissingFirstObjectIsDamage() throws IOException {
    Files.delete(object(1));

    assertDamaged(1, "it is missing, although there are later objects");
  }

  @Test
  void anUnknownTypeIsDamageEvenWithTheRightHash() throws IOException {
    writeSealed("{\"type\":\"paused\",\"trial\":1}\n", 1);

    assertDamaged(3, "line 1 is no event (Could not resolve type id 'paused'");
  }

  @Test
  void aWrongCountIsDamage() throws IOException {
    writeSealed("", 1);

    assertDamaged(3, "it holds 0 events, but its closing line says 1");
  }

  @Test
  void anUnreadableLineIsDamage() throws IOException {
    Files.writeString(object(3), "no json\n");

    assertDamaged(3, "line 1 is no event (Unrecognized token 'no'");
    Files.writeString(object(3), "null\n");
    assertDamaged(3, "line 1 is no event (it is null)");
  }

  private void assertDamaged(long number, String damage) {
    assertThatThrownBy(() -> Journal.read(folder))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageStartingWith("file:" + object(number) + " is damaged: " + damage);
  }

  private void writeSealed(String lines, int end) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    String sha256 = Sha256.of(bytes, bytes.length);
    Files.writeString(object(3), lines + "{\"end\":" + end + ",\"sha256\":\"" + sha256 + "\"}\n");
  }

  private Path object(long number) {
    return Samples.file(parent, JournalReading.name(number));
  }
}

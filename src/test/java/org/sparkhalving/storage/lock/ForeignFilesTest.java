package org.sparkhalving.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.Samples;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;

class ForeignFilesTest {
  private static final String UUID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
  @TempDir Path parent;
  private StudyFolder folder;

  @BeforeEach
  void place() {
    folder = Samples.folder(parent);
  }

  private void write(String path, byte[] content) throws IOException {
    Path file = Samples.file(parent, path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Test
  void aFolderThatIsNotThereOrEmptyHasNothing() throws IOException {
    assertThat(ForeignFiles.inNew(folder)).isEmpty();
    Files.createDirectory(Samples.file(parent, ""));
    assertThat(ForeignFiles.inNew(folder)).isEmpty();
  }

  @Test
  void anEmptyFolderInItIsNoReason() throws IOException {
    Files.createDirectories(Samples.file(parent, "journal"));
    assertThat(ForeignFiles.inNew(folder)).isEmpty();
    Files.createDirectories(Samples.file(parent, "checkpoints/run1"));
    assertThat(ForeignFiles.inNew(folder)).contains("checkpoints");
  }

  @Test
  void whatAStartThatDiedEarlyLeftIsTheStudysOwn() throws IOException {
    StudyFile study =
        new StudyFile(
            "{}", Map.of(), "cpu", List.of(), Map.of(), 7, List.of(), List.of(), Samples.NOON);
    study.create(folder, notice -> {});
    byte[] whole = Files.readAllBytes(Samples.file(parent, "study.json"));
    new StopRequest(folder, "d").make("here", Samples.NOON);
    byte[] lock = Json.line(LockHolder.current("d", "here", Samples.NOON));
    write("lock.json", lock);
    for (String name : List.of("study", "lock", "stop")) {
      write("." + name + ".json." + UUID + ".tmp", new byte[3]);
    }

    for (int cut : new int[] {0, 1, 9, 20, whole.length / 2}) {
      write("study.json", Arrays.copyOf(whole, cut));
      write("lock.json", Arrays.copyOf(lock, cut));
      assertThat(ForeignFiles.inNew(folder)).as("cut at byte %d", cut).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "checkpoints/run1/best.pt, checkpoints",
    "trials/mine.csv, trials",
    "journal/0000000001.json, journal",
    "best/model.safetensors, best",
    "notes.txt, notes.txt",
    ".hidden, .hidden",
    "lock.json.bak, lock.json.bak",
    ".lock.json.old.tmp, .lock.json.old.tmp",
    "lock.json/x, lock.json",
  })
  void anythingElseIsSomebodyElses(String file, String named) throws IOException {
    write(file, "mine".getBytes(StandardCharsets.UTF_8));

    assertThat(ForeignFiles.inNew(folder)).contains(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"study.json", "lock.json", "stop.json"})
  void anotherProgramsFileUnderAStudysNameIsSomebodyElses(String name) throws IOException {
    for (String content : List.of("{\"version\":1}", "yes", " ", "{\n  \"formation\" : 1\n}")) {
      write(name, content.getBytes(StandardCharsets.UTF_8));
      assertThat(ForeignFiles.inNew(folder)).as(content).contains(name);
    }
  }

  @Test
  void theFirstNameIsReported() throws IOException {
    for (String name : List.of("c", "a", "b")) {
      write(name, new byte[1]);
    }
    write("B/file", new byte[1]);

    assertThat(ForeignFiles.inNew(folder)).contains("B");
  }

  @Test
  void aLinkInThePlaceOfALockIsSomebodyElses() throws IOException {
    write("elsewhere", Json.line(LockHolder.current("d", "here", Samples.NOON)));
    Path target = parent.resolve("target");
    Files.move(Samples.file(parent, "elsewhere"), target);
    Files.createSymbolicLink(Samples.file(parent, "lock.json"), target);

    assertThat(ForeignFiles.inNew(folder)).contains("lock.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "checkpoints", "trials", "best", ".tables", "lock.json"})
  void aLinkInThePlaceOfOneOfAStudysNamesIsFound(String name) throws IOException {
    write("other", new byte[1]);
    assertThat(ForeignFiles.link(folder)).isEmpty();
    Files.createSymbolicLink(Samples.file(parent, name), parent.resolve("nowhere"));

    assertThat(ForeignFiles.link(folder)).contains(folder.uri() + "/" + name);
  }
}

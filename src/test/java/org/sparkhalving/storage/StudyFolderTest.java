package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.FileAccess;
import org.sparkhalving.storage.file.ObjectStoreFileSystem;

class StudyFolderTest {
  private final Configuration configuration = new Configuration();
  @TempDir Path parent;

  @ParameterizedTest
  @ValueSource(strings = {"a", "quickstart", "A.b_c-9", "_x", "-x", "9", "a..b"})
  void aNameOfLettersDigitsDotUnderscoreAndDashIsAllowed(String name) {
    StudyFolder folder = StudyFolder.of(parent.toString(), name, configuration);

    assertThat(folder.name()).isEqualTo(name);
    assertThat(folder.uri()).isEqualTo("file:" + parent + "/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "../x", "..", ".", ".hidden", "a/b", "a\\b", "a b", "a:b", "ä", "a\n", "%2e"})
  void anyOtherNameIsRefusedNamingTheAllowedCharacters(String name) {
    assertThatThrownBy(() -> StudyFolder.of(parent.toString(), name, configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "study name \""
                + name
                + "\" is not allowed: use 1 to 100 of the letters A-Z and a-z, digits, '.', '_'"
                + " and '-', and do not start with '.'");
  }

  @Test
  void aNameHasAtMostAHundredCharacters() {
    String longest = "n".repeat(100);

    assertThat(StudyFolder.of(parent.toString(), longest, configuration).name()).isEqualTo(longest);
    assertThatThrownBy(() -> StudyFolder.of(parent.toString(), longest + "n", configuration))
        .isInstanceOf(ReportedException.class);
  }

  @Test
  void everythingHasItsPlaceBelowTheFolder() {
    StudyFolder folder = StudyFolder.of("file:///data/studies/", "q", configuration);

    assertThat(folder.uri()).isEqualTo("file:/data/studies/q");
    assertThat(folder.study()).isEqualTo("file:/data/studies/q/study.json");
    assertThat(folder.journal()).isEqualTo("file:/data/studies/q/journal");
    assertThat(folder.trials()).isEqualTo("file:/data/studies/q/trials");
    assertThat(folder.epochs()).isEqualTo("file:/data/studies/q/epochs");
    assertThat(folder.decisions()).isEqualTo("file:/data/studies/q/decisions");
    assertThat(folder.uriOf("best/model.safetensors"))
        .isEqualTo("file:/data/studies/q/best/model.safetensors");
  }

  @Test
  void theFolderItselfMayBeALinkAndNothingBelow() throws IOException {
    Path place = Files.createDirectories(parent.resolve("disk/study/best"));
    Path model = Files.writeString(place.resolve("model"), "old");
    Files.createSymbolicLink(parent.resolve("study"), parent.resolve("disk/study"));
    StudyFolder folder = StudyFolder.of(parent.toString(), "study", configuration);

    folder.replace("best/model", "new".getBytes(StandardCharsets.UTF_8));
    assertThat(model).hasContent("new");
    Path link = Files.createSymbolicLink(place.resolve("link"), model);
    assertThat(folder.link("best/link")).contains("file:" + parent + "/study/best/link");
    assertThatThrownBy(() -> folder.delete("best/link")).isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> folder.replace("best/link", new byte[1]))
        .isInstanceOf(AccessException.class);
    Files.createSymbolicLink(parent.resolve("study/trials"), place);
    assertThatThrownBy(() -> folder.deleteFolder("trials")).isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> folder.delete("trials/model")).isInstanceOf(AccessException.class);
    assertThat(link).isSymbolicLink();
    assertThat(model).hasContent("new");

    folder.delete("best/model");
    assertThat(model).doesNotExist();
  }

  @Test
  void aPathWithoutASchemeStartsAtTheWorkingDirectory() {
    StudyFolder folder = StudyFolder.of("studies", "quickstart", configuration);

    assertThat(folder.uri())
        .isEqualTo("file:" + Path.of("studies/quickstart").toAbsolutePath().normalize());
  }

  @Test
  void aPathWithoutASchemeIsOnTheDefaultFileSystem() {
    Configuration other = ObjectStoreFileSystem.configuration(parent);
    other.set("fs.defaultFS", "objects://bucket");

    assertThat(StudyFolder.of("/studies", "q", other).uri())
        .isEqualTo("objects://bucket/studies/q");
  }

  @Test
  void aStudyThatExistsIsOpenedByItsUri() throws IOException {
    Files.createDirectory(parent.resolve("mine"));
    Files.createFile(parent.resolve("mine/study.json"));

    assertThat(StudyFolder.existing(parent + "/mine/", configuration).name()).isEqualTo("mine");
    assertThat(StudyFolder.existing(parent.toUri() + "mine", configuration).uri())
        .isEqualTo("file:" + parent + "/mine");
  }

  @Test
  void anUnknownStudyIsRefusedWithTheNearestNames() throws IOException {
    for (String name : new String[] {"quickstart", "quickest", "mnist", "zzzzzzzzzzzz", ".cache"}) {
      Files.createFile(Files.createDirectory(parent.resolve(name)).resolve("study.json"));
    }
    Files.createFile(parent.resolve("quickstarf"));
    Files.createDirectory(parent.resolve("quikstar"));

    assertThatThrownBy(() -> StudyFolder.existing(parent + "/quikstart", configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "unknown study file:%s/quikstart: the nearest names in file:%s are quickstart, quickest,"
                + " mnist; give the folder of a study (the one that holds study.json)",
            parent, parent);
  }

  @Test
  void anUnknownStudyInAnEmptyOrMissingFolderIsRefused() {
    assertThatThrownBy(() -> StudyFolder.existing(parent + "/none/x", configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("there is no study in file:" + parent + "/none");
    assertThatThrownBy(() -> StudyFolder.existing("file:///", configuration))
        .isInstanceOf(ReportedException.class);
  }

  @Test
  void aFileIsNoStudy() throws IOException {
    Path file = Files.createFile(parent.resolve("results.csv"));

    assertThatThrownBy(() -> StudyFolder.existing(file + "", configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "unknown study file:%s: it is a file; give the folder of a study (the one that holds study.json)",
            file);
  }

  @Test
  void thereAreNoStudiesToListWhereThereIsNothing() {
    assertThatThrownBy(() -> StudyFolder.within(parent + "/none", configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessage(
            "file:%s/none is not there, or empty; give the folder that holds the studies' own (study.output of their settings)",
            parent);
  }

  @Test
  void aSchemeWithoutAFileSystemIsRefusedWithTheCure() {
    assertThatThrownBy(() -> StudyFolder.of("nope://x/y", "q", configuration))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot open nope://x/y: there is no file system for its scheme")
        .hasMessageContaining("--packages");
    assertThatThrownBy(() -> StudyFolder.existing("s3a://bucket/study", configuration))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("org.apache.hadoop:hadoop-aws");
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThatThrownBy(() -> StudyFolder.of("", "q", configuration))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot open \"\": ");
    assertThatThrownBy(() -> StudyFolder.of("hdfs:relative", "q", configuration))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot open hdfs:relative: ");
  }

  @Test
  void aPlaceBelowARegularFileIsRefusedWithTheCure() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    StudyFolder folder = StudyFolder.of(file.toString(), "q", configuration);

    assertThatThrownBy(() -> Samples.begun(folder, "a"))
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "cannot list file:%s/q/journal: a part of the path is a file, not a folder; choose a"
                + " place below a folder",
            file);
    assertThatThrownBy(() -> new BestFiles(folder).publish(new byte[1], "{}"))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot write file:" + file + "/q/best/model.safetensors: a part");
  }

  @Test
  void aNameThatTheLocaleCannotWriteIsRefused() {
    assertThatThrownBy(() -> FileAccess.requireNameable("/data/größe/s", StandardCharsets.US_ASCII))
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "cannot use /data/größe/s: in this locale Java writes names of files in US-ASCII, which lacks some of its letters; set one of UTF-8 where the process is started, such as LC_ALL=C.UTF-8");
    FileAccess.requireNameable("/data/größe/s", StandardCharsets.UTF_8);
    FileAccess.requireNameable("/data/plain/s", StandardCharsets.US_ASCII);
  }
}

package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.space.Configuration;

class StudyFileTest {
  private static final StudyFile STUDY = study("{\"study\":{\"seed\":7},\"rate\":[1e-5,0.20]}");
  @TempDir Path parent;
  private final List<String> notices = new ArrayList<>();
  private StudyFolder folder;
  private Path file;

  @BeforeEach
  void place() {
    folder = Samples.folder(parent);
    file = Samples.file(parent, "study.json");
  }

  @Test
  void whatWasWrittenIsReadBack() {
    assertThat(STUDY.create(folder, notices::add)).isTrue();

    assertThat(StudyFile.read(folder)).contains(STUDY);
    assertThat(StudyFolder.existing(folder.uri(), new org.apache.hadoop.conf.Configuration()).uri())
        .isEqualTo(folder.uri());
    assertThat(notices).isEmpty();
  }

  @Test
  void theFileIsReadable() throws IOException {
    STUDY.create(folder, notices::add);

    assertThat(Files.readString(file))
        .startsWith("{\n  \"format\" : 1,\n  \"settings\" : {\n    \"study\" : {\n")
        .contains(
            "\"spark\" : \"4.1.1\"",
            "\"cpuModel\" : \"a cpu\"",
            "\"devices\" : [ \"cpu\" ]",
            "\"seed\" : 7",
            "\"createdAt\" : \"2026-05-04T12:00:00.123456Z\"");
  }

  @Test
  void aStudyThatExistsIsNotOverwritten() {
    STUDY.create(folder, notices::add);

    assertThat(study("{}").create(folder, notices::add)).isFalse();
    assertThat(StudyFile.read(folder)).contains(STUDY);
  }

  @Test
  void aFolderWithoutStudyFileHoldsNoStudy() {
    assertThat(StudyFile.read(folder)).isEmpty();
  }

  @Test
  void aCutFileWithoutAJournalIsAStudyThatNeverStarted() throws IOException {
    STUDY.create(folder, notices::add);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(StudyFile.read(folder)).as("cut at byte %d", length).isEmpty();
    }

    assertThat(STUDY.create(folder, notices::add)).isTrue();
    assertThat(file).hasBinaryContent(whole);
    assertThat(notices)
        .containsExactly(
            folder.study()
                + " is incomplete and has no journal: the study never started, beginning it");
  }

  @Test
  void aFileOfThatNameThatNoStudyWroteIsNotReplaced() throws IOException {
    Files.createDirectories(file.getParent());
    for (String content : List.of("{}", "{\n  \"title\" : \"my study\"\n}", "not JSON")) {
      Files.writeString(file, content);

      assertThat(StudyFile.read(folder)).isEmpty();
      assertThatThrownBy(() -> STUDY.create(folder, notices::add))
          .isInstanceOf(DamagedStudyException.class)
          .hasMessage(
              folder.study()
                  + " is damaged: it was not written by this job; start the study under another study.name");
      assertThat(file).hasContent(content);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void aCutFileWithAJournalIsDamage() throws IOException {
    STUDY.create(folder, notices::add);
    Samples.begun(folder, "a");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> StudyFile.read(folder))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageStartingWith(folder.study() + " is damaged: ")
        .hasMessageEndingWith(
            "restore it from a copy of the study, or start a new one under another study.name");
    assertThatThrownBy(() -> STUDY.create(folder, notices::add))
        .isInstanceOf(DamagedStudyException.class);
    assertThat(file).hasSize(whole.length / 2);
  }

  @Test
  void aLaterFormatIsRefused() throws IOException {
    STUDY.create(folder, notices::add);
    Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));

    assertThatThrownBy(() -> StudyFile.read(folder))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageContaining("it has format 2, but this version reads format 1");
  }

  @Test
  void secretsAreNeverWritten() throws IOException {
    study(
            "{\"spark.hadoop.fs.s3a.secret.key\":\"hunter2\",\"tracking\":{\"mlflow-uri\":"
                + "\"https://ann:hunter2@host/x\"}}")
        .create(folder, notices::add);

    assertThat(Files.readString(file)).doesNotContain("hunter2").contains("(redacted)");
  }

  @Test
  void anotherOrderOfTheHyperparametersIsADifference() {
    StudyFile study = study("{\"search\":{\"space\":{\"l2_rate\":1,\"base_lr\":2}}}");

    assertThat(
            study.differences("{\"search\":{\"space\":{\"base_lr\":2,\"l2_rate\":1}}}", Set.of()))
        .containsExactly(
            "search.space: was in the order l2_rate, base_lr, is in the order base_lr, l2_rate");
    assertThat(
            study.differences("{\"search\":{\"space\":{\"l2_rate\":1,\"base_lr\":2}}}", Set.of()))
        .isEmpty();
  }

  @Test
  void differencesAreListedByPath() {
    StudyFile study =
        study(
            "{\"study\":{\"seed\":7},\"search\":{\"trials\":16,\"space\":{\"a\":[1,2]},\"old\":1},"
                + "\"resources\":{\"device\":\"cpu\"},\"rate\":0.20}");
    String other =
        "{\"study\":{\"seed\":8},\"search\":{\"trials\":16.0,\"space\":{\"a\":[1,3]}},"
            + "\"resources\":{\"device\":\"cuda\"},\"rate\":0.2,\"metric\":\"val_loss\"}";

    assertThat(study.differences(other, Set.of("resources", "stop", "storage", "tracking")))
        .containsExactly(
            "study.seed: was 7, is 8",
            "search.space.a: was [1,2], is [1,3]",
            "search.old: was 1, is absent",
            "metric: was absent, is \"val_loss\"");
  }

  @Test
  void settingsThatDifferAreListedWithEachStudysValue() {
    List<StudyFile> studies =
        List.of(
            study(
                "{\"study\":{\"seed\":7},\"search\":{\"space\":{\"a\":{\"choice\":[1,2]}}},\"rate\":0.20}"),
            study(
                "{\"study\":{\"seed\":8},\"search\":{\"space\":{\"a\":{\"choice\":[1,3]}}},\"rate\":0.2}"),
            study("{\"study\":{\"seed\":7},\"search\":{\"space\":{}},\"rate\":2e-1,\"new\":true}"));

    assertThat(StudyFile.differences(studies, Set.of("study")))
        .containsExactly(
            Map.entry(
                "search.space.a", List.of("{\"choice\":[1,2]}", "{\"choice\":[1,3]}", "absent")),
            Map.entry("new", List.of("absent", "absent", "true")));
    assertThat(StudyFile.differences(studies.subList(0, 2), Set.of()))
        .containsExactly(
            Map.entry("study.seed", List.of("7", "8")),
            Map.entry("search.space.a.choice", List.of("[1,2]", "[1,3]")));
  }

  @Test
  void aChangedSecretIsNoDifference() {
    assertThat(study("{\"token\":\"a\"}").differences("{\"token\":\"b\"}", Set.of())).isEmpty();
  }

  @Test
  void settingsThatAreNoJsonAreRefused() {
    assertThatThrownBy(() -> study("{")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsKnownFromOtherStudiesComesBackInItsTypes() {
    List<Observation> earlier =
        List.of(
            new Observation(
                "file:/a",
                3,
                new Configuration(
                    Map.of(
                        "base_lr",
                        1.0,
                        "batch_size",
                        512L,
                        "hidden_sizes",
                        List.of(8L, 4L),
                        "activation",
                        "mish",
                        "batch_norm",
                        true)),
                new Outcome.Reached(87.5)),
            new Observation("file:/b", 1, new Configuration(Map.of()), new Outcome.Failed()));
    StudyFile study =
        new StudyFile(
            "{}", Map.of(), "cpu", List.of(), Map.of(), 7, earlier, List.of(), Samples.NOON);
    study.create(folder, notice -> {});

    assertThat(StudyFile.read(folder).orElseThrow().earlier()).isEqualTo(earlier);
  }

  private static StudyFile study(String settings) {
    return new StudyFile(
        settings,
        Map.of("spark", "4.1.1", "djl", "0.32.0"),
        "a cpu",
        List.of("cpu"),
        Map.of("train-images", "00ff"),
        7,
        List.of(),
        List.of(),
        Samples.NOON);
  }
}

package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Scope;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.settings.SettingsReader;

/** The settings files that come with the job: the study's are its seven steps and two searches. */
class StudyPresetsTest {
  private static final Path PRESETS = Path.of("conf");

  @Test
  void theStudyHasSevenStepsAndTwoSearches() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.startsWith(PRESETS.resolve("study")))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "1-rmsprop.conf",
            "2-l2.conf",
            "3-adam-mish.conf",
            "4-batchnorm.conf",
            "5-he-init.conf",
            "6-train-validation.conf",
            "7-cosine.conf",
            "session1.conf",
            "session2.conf");
  }

  /** By the study: 200 trials and 6250 epochs, 75 and 1570. */
  @ParameterizedTest
  @CsvSource({"session1, 200, '[15, 30, 60, 70]', 6250", "session2, 75, '[10, 20, 40, 50]', 1570"})
  void aSearchHasTheStudysTrialsRungsAndEpochs(
      String session, int trials, String rungs, long epochs) {
    Settings settings = read(session);
    StudyHistory history = settings.history(List.of(), List.of());

    assertThat(settings.search().trials()).isEqualTo(trials);
    assertThat(history.rungEpochs()).hasToString(rungs);
    assertThat(history.snapshot().epochsLeft()).isEqualTo(epochs);
  }

  @Test
  void theFirstSearchIsOfCategoriesWithThoseOfItsPublishedBest() {
    SearchSpace space = read("session1").search().space();

    assertThat(space.distributions().entrySet())
        .filteredOn(entry -> !(entry.getValue() instanceof Distribution.Fixed))
        .allMatch(entry -> entry.getValue() instanceof Distribution.Choice)
        .hasSize(9);
    Map<String, Object> best =
        Map.of(
            "base_lr",
            1e-3,
            "batch_size",
            512L,
            "l1_size",
            256L,
            "l2_size",
            512L,
            "l3_size",
            512L,
            "l1_drop",
            0.3,
            "l2_drop",
            0.1,
            "l3_drop",
            0.3,
            "l2_rate",
            1e-4,
            "t_max",
            10L);
    assertThat(best)
        .allSatisfy(
            (name, value) ->
                assertThat(space.distributions().get(name).contains(value)).as(name).isTrue());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aPresetIsNamedAsItsFileAndItsStudyGoesToTheDefaultFolder(Path file) {
    Settings settings = read(file);

    assertThat(settings.study().name() + ".conf").isEqualTo(file.getFileName().toString());
    assertThat(settings.study().output()).isEqualTo("studies");
    assertThat(settings.data().path()).isEqualTo("data");
  }

  @ParameterizedTest
  @CsvSource({
    "1-rmsprop, 40, TEST, 0.5",
    "2-l2, 40, TEST, 0.5",
    "3-adam-mish, 41, TEST, 0.5",
    "4-batchnorm, 41, TEST, 0.5",
    "5-he-init, 41, TEST, 0.5",
    "6-train-validation, 41, TRAIN, 0.2",
    "7-cosine, 81, TRAIN, 0.2",
  })
  void aStepIsOneTrialOfSoManyEpochs(
      String step, int epochs, Settings.Source from, double fraction) {
    Settings settings = read(step);

    assertThat(settings.search().trials()).isOne();
    assertThat(settings.scheduler().criterion().scope()).isEqualTo(Scope.LAST);
    assertThat(settings.scheduler().minEpochs()).isEqualTo(epochs);
    assertThat(settings.scheduler().maxEpochs()).isEqualTo(epochs);
    assertThat(settings.data().validation()).isEqualTo(new Settings.Validation(fraction, 42, from));
  }

  @ParameterizedTest
  @CsvSource({
    "1-rmsprop, rmsprop, 0.9, 0.0, relu, false, default",
    "2-l2, rmsprop, 0.9, 0.01, relu, false, default",
    "3-adam-mish, adam, 0.0, 0.01, mish, false, default",
    "4-batchnorm, adam, 0.0, 0.01, mish, true, default",
    "5-he-init, adam, 0.0, 0.01, mish, true, kaiming_normal",
    "6-train-validation, adam, 0.0, 0.01, mish, true, kaiming_normal",
    "7-cosine, adam, 0.0, 0.01, mish, true, kaiming_normal",
  })
  void aStepTrainsAsTheStudySays(
      String step,
      String optimizer,
      double momentum,
      double decay,
      String activation,
      boolean batchNorm,
      String init) {
    assertThat(values(step))
        .containsEntry("optimizer", optimizer)
        .containsEntry("momentum", momentum)
        .containsEntry("base_lr", 1e-4)
        .containsEntry("l2_rate", decay)
        .containsEntry("activation", activation)
        .containsEntry("batch_norm", batchNorm)
        .containsEntry("init", init);
  }

  @ParameterizedTest
  @CsvSource({
    "1-rmsprop, '[120, 72, 48]', , , , 128, none, ",
    "2-l2, '[120, 72, 48]', , , , 128, none, ",
    "3-adam-mish, '[120, 72, 48]', 0.3, , , 128, none, ",
    "4-batchnorm, '[120, 72, 48]', 0.3, , , 128, none, ",
    "5-he-init, '[120, 72, 48]', 0.3, , , 128, none, ",
    "6-train-validation, '[120, 72, 48]', 0.3, , , 128, none, ",
    "7-cosine, '[250, 150, 100]', 0.2, 0.2, 0.5, 256, cosine_step, 93",
  })
  void aStepsNetworkIsTheStudys(
      String step,
      String sizes,
      Double firstDrop,
      Double secondDrop,
      Double thirdDrop,
      long batchSize,
      String schedule,
      Long period) {
    Map<String, Object> values = values(step);

    assertThat(values)
        .containsEntry("batch_size", batchSize)
        .containsEntry("lr_schedule", schedule);
    assertThat(values.get("hidden_sizes")).hasToString(sizes);
    assertThat(values.get("l1_drop")).isEqualTo(firstDrop);
    assertThat(values.get("l2_drop")).isEqualTo(secondDrop);
    assertThat(values.get("l3_drop")).isEqualTo(thirdDrop);
    assertThat(values.get("t_max")).isEqualTo(period);
  }

  /** All settings files under {@code conf}, in the order of their names. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(PRESETS)) {
      return found.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  /** A step's hyperparameters; all of them must be fixed. */
  private static Map<String, Object> values(String step) {
    Map<String, Object> values = new TreeMap<>();
    read(step)
        .search()
        .space()
        .distributions()
        .forEach((name, value) -> values.put(name, ((Distribution.Fixed) value).value()));
    return values;
  }

  private static Settings read(String step) {
    return read(PRESETS.resolve("study").resolve(step + ".conf"));
  }

  private static Settings read(Path file) {
    return SettingsReader.read(Optional.of(file), List.of()).settings();
  }
}

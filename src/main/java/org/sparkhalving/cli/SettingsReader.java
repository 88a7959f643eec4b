package org.sparkhalving.cli;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparkhalving.search.SearchSpace;
import org.sparkhalving.spark.Settings;
import org.sparkhalving.storage.StudyFolder;

/**
 * Reads a study's settings from HOCON, top down: one method a section. All that is wrong is
 * reported at once, with file and line. Defaults and what each setting means are in {@code
 * reference.conf}.
 */
final class SettingsReader {
  private static final int MOST_TRIALS = 1_000_000;
  private static final long MOST_SPLIT_SEED = 0xFFFF_FFFFL;
  private static final String STUDY_NAME_RULE =
      "1 to 100 letters, digits, '.', '_' and '-', not starting with '.'";

  private final Problems problems = new Problems();

  private SettingsReader() {}

  /**
   * The settings of a file and of {@code --set} options, over the defaults.
   *
   * @param file a local file; without one, the defaults and options are all there is
   * @param assignments {@code key=value}, of which later ones win
   * @throws SettingsException with all problems
   */
  static ResolvedSettings read(Optional<Path> file, List<String> assignments) {
    Place home = Place.file(file.map(Path::toString).orElse("settings"));
    return new SettingsReader()
        .resolved(
            SettingsSources.merged(
                () ->
                    file.map(path -> Document.file(path).parse())
                        .orElseGet(SettingsSources::nothing),
                assignments,
                home),
            home);
  }

  /**
   * The settings that an earlier study stored, see {@link ResolvedSettings#toJson}.
   *
   * @param json the text
   * @param origin what messages call it, such as the path of {@code study.json}
   * @throws SettingsException with all problems
   */
  static ResolvedSettings fromJson(String json, String origin) {
    Place home = Place.file(origin);
    return new SettingsReader()
        .resolved(
            SettingsSources.merged(
                () -> ResolvedSettings.document(json, origin).parse(), List.of(), home),
            home);
  }

  private ResolvedSettings resolved(ConfigObject values, Place home) {
    Section root = new Section("", values, home, problems);
    Settings.Study study = study(root.section("study"));
    Settings.Data data = data(root.section("data"));
    Section search = root.section("search");
    SearchSpace space = new SpaceReader(search.section("space"), root.section("training")).read();
    Settings settings =
        new Settings(
            study,
            data,
            search(search, space),
            new SchedulerReader(root.section("scheduler")).read(),
            resources(root.section("resources")),
            storage(root.section("storage")));
    root.refuseOthers();
    problems.throwIfAny();
    return new ResolvedSettings(settings, values);
  }

  private static Settings.Study study(Section section) {
    Settings.Study study =
        new Settings.Study(
            section.text("name", StudyFolder::isName, STUDY_NAME_RULE),
            section.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            folder(section, "output"));
    section.refuseOthers();
    return study;
  }

  private static Settings.Data data(Section section) {
    Section normalization = section.section("normalization");
    Settings.Data data =
        new Settings.Data(
            folder(section, "path"),
            validation(section.section("validation")),
            normalization.real("mean", mean -> true, "a finite number"),
            normalization.real("std", std -> std > 0, "a finite number > 0"));
    normalization.refuseOthers();
    section.refuseOthers();
    return data;
  }

  private static Settings.Validation validation(Section section) {
    Settings.Validation validation =
        new Settings.Validation(
            section.real(
                "fraction",
                fraction -> fraction > 0 && fraction < 1,
                "a number above 0 and below 1"),
            section.wholeNumber("seed", 0, MOST_SPLIT_SEED),
            section.named("from", lowerCase(Settings.Source.values())));
    section.refuseOthers();
    return validation;
  }

  private static Settings.Search search(Section section, SearchSpace space) {
    int trials = section.integer("trials", 1, MOST_TRIALS);
    section.named("sampler", Map.of("random", true));
    section.refuseOthers();
    return new Settings.Search(trials, space);
  }

  private static Settings.Resources resources(Section section) {
    Settings.Resources resources =
        new Settings.Resources(
            section.named("device", lowerCase(Settings.DeviceChoice.values())),
            section.integer("cpus-per-trial", 1, Integer.MAX_VALUE),
            section.real(
                "gpus-per-trial",
                gpus -> gpus >= 0 && (gpus <= 1 || gpus == Math.rint(gpus)),
                "a number from 0 to 1, or a whole number above 1"),
            section.optionalInteger("max-concurrent-trials", 1),
            section.integer("max-attempts", 1, Integer.MAX_VALUE));
    section.refuseOthers();
    return resources;
  }

  private static Settings.Storage storage(Section section) {
    Settings.Storage storage =
        new Settings.Storage(section.integer("keep-checkpoints", 1, Integer.MAX_VALUE));
    section.refuseOthers();
    return storage;
  }

  private static String folder(Section section, String key) {
    return section.text(key, text -> !text.isBlank(), "a path or any Hadoop URI");
  }

  private static <E extends Enum<E>> Map<String, E> lowerCase(E[] values) {
    return named(values, value -> value.name().toLowerCase(Locale.ROOT));
  }

  /** {@code values} by name, in their order. */
  static <T> Map<String, T> named(T[] values, Function<T, String> name) {
    return Arrays.stream(values)
        .collect(
            Collectors.toMap(name, Function.identity(), (left, right) -> left, LinkedHashMap::new));
  }
}

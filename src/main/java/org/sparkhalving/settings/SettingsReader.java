package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Reads a study's settings from HOCON, top down: one method a section. All that is wrong is
 * reported at once, with file and line. Defaults and what each setting means are in {@code
 * reference.conf}.
 */
public final class SettingsReader {
  private static final long MOST_SPLIT_SEED = 0xFFFF_FFFFL;
  private static final String CREDENTIALS = "has a user's password in it; ";
  private static final String STUDY_NAME_RULE =
      "1 to 100 letters, digits, '.', '_' and '-', not starting with '.'";

  /** Where trials run. */
  private enum Backend {
    SPARK,
    SIMULATED
  }

  private final Problems problems = new Problems();

  private SettingsReader() {}

  /**
   * The settings of a file and of {@code --set} options, over the defaults.
   *
   * @param file a local file; without one, there are only the defaults and the options
   * @param assignments {@code key=value}, of which later ones win
   * @throws SettingsException with all problems
   */
  public static ResolvedSettings read(Optional<Path> file, List<String> assignments) {
    Origin home = Origin.file(file.map(Path::toString).orElse("settings"));
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
  public static ResolvedSettings fromJson(String json, String origin) {
    Origin home = Origin.file(origin);
    return new SettingsReader()
        .resolved(
            SettingsSources.merged(
                () -> ResolvedSettings.document(json, origin).parse(), List.of(), home),
            home);
  }

  private ResolvedSettings resolved(ConfigObject values, Origin home) {
    Section root = new Section("", values, home, problems);
    Settings.Study study = study(root.section("study"));
    Settings.Data data = data(root.section("data"));
    Section search = root.section("search");
    Section training = root.section("training");
    Section promotion = root.section("scheduler");
    Section ends = root.section("stop");
    Section resources = root.section("resources");
    Section simulation = root.section("simulation");
    Backend backend = resources.named("backend", lowerCase(Backend.values()));
    Vocabulary vocabulary =
        backend == Backend.SIMULATED && simulation.isGiven("configurations")
            ? Vocabulary.TABLE
            : Vocabulary.TRAINER;
    int before = problems.count();
    SearchSpace space = new SpaceReader(search.section("space"), training, vocabulary).read();
    boolean soundSpace = problems.count() == before;
    Settings.Search searched =
        new SearchReader(search, vocabulary, space, soundSpace, backend == Backend.SIMULATED)
            .read(lowerCase(Settings.Sampling.values()));
    SchedulerSettings scheduler = new SchedulerReader(promotion).read();
    Settings.Stop stop = stop(ends, scheduler.metric());
    Settings settings =
        new Settings(
            study,
            data,
            searched,
            scheduler,
            stop,
            resources(resources),
            simulation(simulation, backend, searched.trials()),
            storage(root.section("storage")),
            tracking(root.section("tracking")));
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

  private static Settings.Stop stop(Section section, Metric metric) {
    Settings.Stop stop =
        new Settings.Stop(
            section.optionalDuration("wall-clock"),
            section.optionalWholeNumber("total-epochs", 1),
            section.optionalWholeNumber("patience", 1),
            switch (metric) {
              case VAL_ACCURACY ->
                  section.optionalReal(
                      "target",
                      target -> target > 1 && target <= 100,
                      "a number above 1, at most 100: val_accuracy is in percent");
              case VAL_LOSS ->
                  section.optionalReal(
                      "target", target -> target > 0, "a number > 0: val_loss is never negative");
            });
    section.refuseOthers();
    return stop;
  }

  /** How trials are simulated, if they are; the section is checked all the same. */
  private static Optional<Settings.Simulation> simulation(
      Section section, Backend backend, int trials) {
    boolean simulated = backend == Backend.SIMULATED;
    Settings.Simulation simulation =
        new Settings.Simulation(
            simulated || section.isGiven("curves") ? folder(section, "curves") : "",
            section.isGiven("configurations")
                ? Optional.of(folder(section, "configurations"))
                : Optional.empty(),
            section.integer("slots", 1, Integer.MAX_VALUE),
            stragglers(section.section("stragglers"), trials),
            failures(section.section("failures")));
    section.refuseOthers();
    return simulated ? Optional.of(simulation) : Optional.empty();
  }

  private static Settings.Stragglers stragglers(Section section, int trials) {
    Settings.Stragglers stragglers =
        new Settings.Stragglers(
            share(section),
            section.integers("trials", 0, trials - 1),
            section.real("factor", factor -> factor > 0, "a number > 0"));
    section.refuseOthers();
    return stragglers;
  }

  private static Settings.Failures failures(Section section) {
    Settings.Failures failures =
        new Settings.Failures(
            share(section),
            section.named("reason", named(FailureReason.values(), FailureReason::key)));
    section.refuseOthers();
    return failures;
  }

  private static double share(Section section) {
    return section.real("share", share -> share >= 0 && share <= 1, "a number from 0 to 1");
  }

  /** Section {@code resources} but its backend. */
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
            section.integer("max-attempts", 1, Integer.MAX_VALUE),
            section.integer("max-crashes-in-a-row", 1, Integer.MAX_VALUE),
            section.named("precision", lowerCase(Precision.values())));
    if (resources.device() == Settings.DeviceChoice.CUDA && resources.gpusPerTrial() == 0) {
      section.refuse(
          "gpus-per-trial",
          "is 0, but resources.device = cuda; give trials a share of a GPU, or set device to cpu");
    }
    section.refuseOthers();
    return resources;
  }

  private static Settings.Storage storage(Section section) {
    Settings.Storage storage =
        new Settings.Storage(
            section.integer("keep-checkpoints", 1, Integer.MAX_VALUE),
            section.integer("checkpoint-every-epochs", 1, Integer.MAX_VALUE));
    section.refuseOthers();
    return storage;
  }

  private static Settings.Tracking tracking(Section section) {
    Settings.Tracking tracking =
        section.isGiven("mlflow-uri")
            ? new Settings.Tracking(Optional.of(mlflowUri(section)))
            : Settings.Tracking.NONE;
    section.refuseOthers();
    return tracking;
  }

  private static String mlflowUri(Section section) {
    Predicate<String> hasCredentials = Settings.Tracking::hasCredentials;
    String uri =
        section.text(
            "mlflow-uri",
            hasCredentials.or(Settings.Tracking::isAddress),
            Settings.Tracking.ADDRESS);
    if (hasCredentials.test(uri)) {
      section.refuse("mlflow-uri", CREDENTIALS + Settings.Tracking.CREDENTIALS_CURE);
    }
    return uri;
  }

  private static String folder(Section section, String key) {
    String folder = section.text(key, text -> !text.isBlank(), "a path or any Hadoop URI");
    if (Redaction.hasCredentials(folder)) {
      section.refuse(key, CREDENTIALS + Redaction.CREDENTIALS_CURE);
    }
    return folder;
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

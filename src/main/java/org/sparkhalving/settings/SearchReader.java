package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.sampler.GridSampler;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.text.Redaction;

/**
 * Reads what the section {@code search} has beside the space: how many trials there are, and how
 * their configurations are chosen.
 *
 * @param section section {@code search}
 * @param vocabulary which hyperparameters there are
 * @param space what is searched and fixed
 * @param isSound whether nothing was found wrong with the space
 * @param isSimulated whether trials replay curves
 */
record SearchReader(
    Section section,
    Vocabulary vocabulary,
    SearchSpace space,
    boolean isSound,
    boolean isSimulated) {
  private static final int MOST_TRIALS = 1_000_000;
  private static final int WIDEST_WINDOW = 1000;
  private static final int MOST_REPEATS = 100;

  Settings.Search read(Map<String, Settings.Sampling> samplers) {
    Settings.Sampling sampling = section.named("sampler", samplers);
    boolean grid = sampling == Settings.Sampling.GRID && section.isSound("sampler");
    int trials = grid && isListed() ? gridTrials() : section.integer("trials", 1, MOST_TRIALS);
    boolean alike = vocabulary == Vocabulary.TRAINER && searchesNothing();
    if (!grid && isSound && trials > 1 && section.isSound("trials") && alike) {
      section.refuse(
          "trials",
          "is %s, but search.space is empty, so that trials would differ in their seeds only; search something there, or set it to 1 (search.repeats trains that one under more seeds)"
              .formatted(trials));
    }
    int window = section.integer("window", 1, WIDEST_WINDOW);
    List<Configuration> startWith =
        new StartWithReader(section, section.section("space"), vocabulary, space).read();
    if (startWith.size() > trials && section.isSound("trials") && section.isSound("start-with")) {
      section.refuse(
          "start-with",
          "has %s configurations, but search.trials = %s; raise that, or remove some"
              .formatted(startWith.size(), trials));
    }
    Map<String, Object> prior = prior(grid);
    List<String> startFrom = startFrom();
    if (!startFrom.isEmpty() && !sampling.learns() && section.isSound("sampler")) {
      section.refuse(
          "start-from",
          "is set, but only samplers tpe and gp learn from earlier studies; remove it, or set sampler to one of them");
    }
    int repeats = repeats();
    section.refuseOthers();
    return new Settings.Search(
        trials, sampling, window, space, startWith, prior, startFrom, repeats);
  }

  private int repeats() {
    int repeats = section.integer("repeats", 0, MOST_REPEATS);
    if (repeats > 0 && isSimulated) {
      section.refuse(
          "repeats",
          "is %s, but resources.backend = simulated, and there are no curves of other seeds to replay; set it to 0, or train with resources.backend = spark"
              .formatted(repeats));
    }
    return repeats;
  }

  private boolean searchesNothing() {
    return space.distributions().values().stream().allMatch(Distribution.Fixed.class::isInstance);
  }

  /** Whether a grid can try every value; reports each hyperparameter of which it cannot. */
  private boolean isListed() {
    Section distributions = section.section("space");
    List<String> continuous = new ArrayList<>();
    space
        .distributions()
        .forEach(
            (name, distribution) -> {
              if (distribution.isContinuous()) {
                continuous.add(name);
              }
            });
    for (String name : continuous) {
      distributions.refuse(
          name,
          "is drawn from an interval, of which sampler = grid cannot try every value; list some, as in { choice = [0.001, 0.01] }, or use another sampler");
    }
    return continuous.isEmpty();
  }

  /** As many as the grid has when none are given. */
  private int gridTrials() {
    boolean given = section.find("trials").isPresent();
    if (!isSound) {
      return given ? section.integer("trials", 1, MOST_TRIALS) : 1;
    }
    int size = GridSampler.size(space, MOST_TRIALS + 1);
    if (given) {
      int trials = section.integer("trials", 1, MOST_TRIALS);
      if (trials > size) {
        section.refuse(
            "trials",
            "is %s, but the grid has %s configurations; lower it, or leave it out to try all"
                .formatted(trials, size));
      }
      return trials;
    }
    section.optionalInteger("trials", 1); // So that it counts as a setting that was read.
    if (size > MOST_TRIALS) {
      section.refuse(
          "trials",
          "is missing, but the grid has more than %s configurations; set it to how many to try, at most that"
              .formatted(MOST_TRIALS));
    }
    return Math.min(size, MOST_TRIALS);
  }

  /** Values of the space that the user believes in; a null takes one out. */
  private Map<String, Object> prior(boolean grid) {
    ConfigObject given = section.object("prior", GivenValues.EXAMPLE);
    for (String name : List.copyOf(given.keySet())) {
      given = given.get(name).valueType() == ConfigValueType.NULL ? given.withoutKey(name) : given;
    }
    if (grid && !given.isEmpty()) {
      section.refuse(
          "prior",
          "is set, but sampler = grid tries every combination in its order; remove it, or use another sampler");
    }
    return new GivenValues(section, "prior", section.section("space"), vocabulary, space)
        .read(given);
  }

  private List<String> startFrom() {
    List<String> folders = new ArrayList<>();
    for (ConfigValue value : section.list("start-from", "[\"studies/earlier\"]")) {
      if (value.unwrapped() instanceof String folder && !folder.isBlank()) {
        folders.add(folder);
        if (Redaction.hasCredentials(folder)) {
          section.refuse(
              "start-from", value, "has a user's password in it; " + Redaction.CREDENTIALS_CURE);
        }
      } else {
        section.refuse(
            "start-from",
            value,
            "has %s; allowed: folders of studies, paths or any Hadoop URIs"
                .formatted(Section.shown(value)));
      }
    }
    return folders;
  }
}

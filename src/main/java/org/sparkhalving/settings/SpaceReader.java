package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.text.Suggestion;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * Reads the hyperparameters: those of {@code search.space} in the order of their lines, then those
 * of {@code training}, then the defaults of the rest. Of a table there are only the first.
 *
 * @param space section {@code search.space}
 * @param training section {@code training}
 * @param vocabulary which hyperparameters there are
 */
record SpaceReader(Section space, Section training, Vocabulary vocabulary) {
  private static final Pattern LAYER = Pattern.compile("[0-9]+");

  /** What is a column's name in Spark, a parameter's in MLflow, and no path of settings. */
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_-]++([ /][\\p{L}\\p{N}_-]++)*+");

  private static final int LONGEST_NAME = 200;

  /** The space; what is wrong with it goes to the sections' problems. */
  SearchSpace read() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    for (String name : inOrder(space)) {
      known(space, name)
          .flatMap(found -> new DistributionReader(space, found).read(value(space, name)))
          .ifPresent(distribution -> distributions.put(name, distribution));
    }
    if (vocabulary == Vocabulary.TABLE) {
      space.keys().forEach(this::checkName);
      training.keys().forEach(this::refuseFixed);
      return new SearchSpace(
          distributions, new ConditionReader(space, training, vocabulary, distributions).read());
    }
    for (String name : inOrder(training)) {
      known(training, name)
          .flatMap(this::fixed)
          .ifPresent(distribution -> distributions.put(name, distribution));
    }
    Map<String, Distribution> set = Map.copyOf(distributions);
    Hyperparameter.ALL.forEach(known -> addDefault(known, distributions));
    Map<String, List<Condition>> conditions =
        new ConditionReader(space, training, vocabulary, distributions).read();
    new SpaceRules(space, training, set, conditions).check();
    return new SearchSpace(distributions, conditions);
  }

  private void checkName(String name) {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      space.refuse(
          name,
          "is a name that a query or a server may refuse; allowed: at most %s letters, digits, _ and -, with single spaces or / between them; rename the column"
              .formatted(LONGEST_NAME));
    }
  }

  private void refuseFixed(String name) {
    training.refuse(
        name,
        "is set, but trials have what simulation.configurations records; remove it, or write it as %s = … to take only the rows that have this value"
            .formatted(space.name(name)));
  }

  private Optional<Distribution> fixed(Hyperparameter hyperparameter) {
    String name = hyperparameter.name();
    if (space.find(name).isPresent()) {
      training.refuse(
          name,
          "is both searched (%s) and fixed here; remove one of them".formatted(space.name(name)));
      return Optional.empty();
    }
    ConfigValue value = value(training, name);
    if (value instanceof ConfigObject) {
      training.refuse(
          name,
          "is %s, but training has fixed values only; write it as %s, or allowed here: %s"
              .formatted(Section.shown(value), space.name(name), hyperparameter.allowed()));
      return Optional.empty();
    }
    return new DistributionReader(training, hyperparameter).fixed(value);
  }

  private void addDefault(Hyperparameter known, Map<String, Distribution> distributions) {
    if (space.find(known.name()).isEmpty() && training.find(known.name()).isEmpty()) {
      known
          .defaultValue()
          .ifPresent(value -> distributions.put(known.name(), new Distribution.Fixed(value)));
    }
  }

  private Optional<Hyperparameter> known(Section section, String name) {
    Optional<Hyperparameter> known = vocabulary.named(name);
    if (known.isEmpty()) {
      List<String> names = names(name);
      section.refuse(
          name,
          "is not a hyperparameter%s; known: %s"
              .formatted(
                  Suggestion.nearest(name, names)
                      .map(nearest -> "; did you mean %s?".formatted(section.name(nearest)))
                      .orElse(""),
                  String.join(", ", names)));
    }
    return known;
  }

  /** The end of a sentence about a name within a value. */
  static String notAHyperparameter(String name) {
    List<String> names = names(name);
    return ", which is not a hyperparameter%s; known: %s"
        .formatted(
            Suggestion.nearest(name, names)
                .map(nearest -> "; did you mean %s?".formatted(nearest))
                .orElse(""),
            String.join(", ", names));
  }

  /** All names; those of a layer with the number that the misspelt one has. */
  private static List<String> names(String misspelt) {
    Matcher matcher = LAYER.matcher(misspelt);
    String layer = "l" + (matcher.find() ? matcher.group() : "1");
    List<String> names =
        new ArrayList<>(Hyperparameter.ALL.stream().map(Hyperparameter::name).toList());
    Stream.of(layer + "_size", layer + "_drop")
        .filter(name -> Hyperparameter.named(name).isPresent())
        .forEach(names::add);
    return names;
  }

  private static List<String> inOrder(Section section) {
    return section.keys().stream()
        .sorted(
            Comparator.comparing((String name) -> Origin.of(value(section, name).origin()))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static ConfigValue value(Section section, String name) {
    return section.find(name).orElseThrow();
  }
}

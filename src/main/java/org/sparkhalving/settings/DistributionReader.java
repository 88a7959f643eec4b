package org.sparkhalving.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.text.Suggestion;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * Reads the distribution of one hyperparameter and checks that every value it can draw is allowed.
 * Each problem is reported once.
 *
 * @param section the section that it stands in
 * @param hyperparameter whose values are drawn
 */
record DistributionReader(Section section, Hyperparameter hyperparameter) {
  /** The key of a distribution's conditions; {@link ConditionReader} reads them. */
  static final String WHEN = "when";

  /** A distribution {@code { kind = … }}, or a plain value, which is a distribution of one. */
  Optional<Distribution> read(ConfigValue value) {
    return value instanceof ConfigObject object ? keyed(object) : fixed(value);
  }

  /** A plain value. */
  Optional<Distribution> fixed(ConfigValue value) {
    return allowedValue(value, "is ").map(Distribution.Fixed::new);
  }

  private Optional<Distribution> keyed(ConfigObject object) {
    List<String> unknown =
        object.keySet().stream()
            .filter(key -> !DistributionKind.isKey(key) && !key.equals(WHEN))
            .sorted()
            .toList();
    List<String> known = object.keySet().stream().filter(DistributionKind::isKey).sorted().toList();
    if (!unknown.isEmpty()) {
      return refused(unknownKey(unknown.get(0)));
    }
    if (known.isEmpty()) {
      return refused(
          "%s; write %s or a plain value"
              .formatted(
                  object.isEmpty() ? "is empty" : "has a condition, but no distribution",
                  examples()));
    }
    if (known.size() > 1) {
      return refused(
          "has more than one distribution: %s; keep one".formatted(String.join(", ", known)));
    }
    DistributionKind kind = DistributionKind.keyed(known.get(0)).orElseThrow();
    if (!DistributionKind.drawing(hyperparameter.kind()).contains(kind)) {
      return refused(
          "has the distribution %s, which does not draw %s; write %s"
              .formatted(kind.key(), noun(), examples()));
    }
    if (!(object.get(kind.key()) instanceof ConfigList list)) {
      return refused(
          "%s is %s, not a list; write %s"
              .formatted(kind.key(), Section.shown(object.get(kind.key())), kind.example()));
    }
    return kind == DistributionKind.CHOICE ? choice(list) : range(kind, list);
  }

  private Optional<Distribution> choice(ConfigList list) {
    if (list.isEmpty()) {
      return refused("choice is empty; list at least one value: " + hyperparameter.allowed());
    }
    List<Optional<Object>> options =
        list.stream().map(option -> allowedValue(option, "choice has the option ")).toList();
    return options.stream().allMatch(Optional::isPresent)
        ? listed(options.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  private Optional<Distribution> listed(List<Object> options) {
    return hyperparameter.kind() == Hyperparameter.Kind.RECORDED
        ? ofOneType(options)
        : Optional.of(new Distribution.Choice(options));
  }

  /** A choice's values are those of one column of a table; whole numbers among others are real. */
  private Optional<Distribution> ofOneType(List<Object> options) {
    boolean real =
        options.stream().allMatch(Number.class::isInstance)
            && options.stream().anyMatch(Double.class::isInstance);
    List<Object> typed =
        real
            ? options.stream().<Object>map(option -> ((Number) option).doubleValue()).toList()
            : options;
    return typed.stream().map(Object::getClass).distinct().count() == 1
        ? Optional.of(new Distribution.Choice(typed))
        : refused(
            "choice has values of several types, but a column has one; put the numbers in quotes to compare them as text");
  }

  private Optional<Distribution> range(DistributionKind kind, ConfigList list) {
    List<Double> numbers = list.stream().map(Numbers::finite).flatMap(Optional::stream).toList();
    if (list.size() != kind.numbers() || numbers.size() != list.size()) {
      return refused(
          "%s is %s; allowed: finite numbers, as in %s"
              .formatted(kind.key(), Section.shown(list), kind.example()));
    }
    double low = numbers.get(0);
    double high = numbers.get(1);
    if (low >= high) {
      return refused(
          "%s has its bounds %s: %s; write the lower one first%s, or a plain value for no choice"
              .formatted(
                  kind.key(),
                  low > high ? "reversed" : "equal",
                  Section.shown(list),
                  kind == DistributionKind.RANDINT ? " (the upper one is exclusive)" : ""));
    }
    return switch (kind) {
      case LOGUNIFORM ->
          low > 0
              ? real(() -> new Distribution.LogUniform(low, high), low, high)
              : refused(
                  "loguniform is %s; both bounds must be above 0".formatted(Section.shown(list)));
      case QUNIFORM ->
          numbers.get(2) > 0
              ? real(() -> new Distribution.QUniform(low, high, numbers.get(2)), low, high)
              : refused(
                  "quniform is %s; the quantum must be above 0".formatted(Section.shown(list)));
      case RANDINT -> integers(list);
      case UNIFORM -> real(() -> new Distribution.Uniform(low, high), low, high);
      case CHOICE -> throw new IllegalArgumentException("choice is no range");
    };
  }

  private Optional<Distribution> real(Supplier<Distribution> range, double low, double high) {
    if (!allows(low, "has the bound ") || !allows(high, "has the bound ")) {
      return Optional.empty();
    }
    try {
      return Optional.of(range.get());
    } catch (IllegalArgumentException e) {
      return refused(e.getMessage());
    }
  }

  private Optional<Distribution> integers(ConfigList list) {
    List<Long> bounds = list.stream().map(Numbers::whole).flatMap(Optional::stream).toList();
    if (bounds.size() != 2) {
      return refused(
          "randint is %s; allowed: integers, as in { randint = [1, 10] }"
              .formatted(Section.shown(list)));
    }
    return allows(bounds.get(0), "randint can draw ")
            && allows(bounds.get(1) - 1, "randint can draw ")
        ? Optional.of(new Distribution.RandInt(bounds.get(0), bounds.get(1)))
        : Optional.empty();
  }

  /** The value in the type of the hyperparameter's kind, if it is allowed. */
  private Optional<Object> allowedValue(ConfigValue value, String prefix) {
    Optional<Object> typed = valueOf(hyperparameter, value);
    if (typed.isEmpty()) {
      refused(
          "%s%s; allowed: %s".formatted(prefix, Section.shown(value), hyperparameter.allowed()));
    }
    return typed;
  }

  private boolean allows(Object drawn, String prefix) {
    if (!hyperparameter.allows(drawn)) {
      refused("%s%s; allowed: %s".formatted(prefix, drawn, hyperparameter.allowed()));
      return false;
    }
    return true;
  }

  /** A value of a hyperparameter in the type of its kind; empty when it is not allowed. */
  static Optional<Object> valueOf(Hyperparameter hyperparameter, ConfigValue value) {
    return typed(hyperparameter.kind(), value).filter(hyperparameter::allows);
  }

  /**
   * As {@link #valueOf}, if a distribution can draw it; a whole number where it draws real ones is
   * one of them.
   */
  static Optional<Object> valueWithin(
      Distribution distribution, Hyperparameter hyperparameter, ConfigValue value) {
    Optional<Object> typed = valueOf(hyperparameter, value);
    return typed
        .filter(distribution::contains)
        .or(
            () ->
                typed
                    .filter(Long.class::isInstance)
                    .<Object>map(whole -> ((Long) whole).doubleValue())
                    .filter(distribution::contains));
  }

  /** What a distribution can draw, in words. */
  static String words(Distribution distribution) {
    if (distribution instanceof Distribution.Choice choice) {
      return choice.options().stream()
          .distinct()
          .map(Object::toString)
          .collect(Collectors.joining(" or "));
    } else if (distribution instanceof Distribution.RandInt integers) {
      return "an integer from %s to %s".formatted(integers.low(), integers.high() - 1);
    } else if (distribution instanceof Distribution.QUniform steps) {
      return "a multiple of %s from %s to %s".formatted(steps.quantum(), steps.low(), steps.high());
    } else if (distribution instanceof Distribution.Uniform uniform) {
      return "a number in [%s, %s)".formatted(uniform.low(), uniform.high());
    } else if (distribution instanceof Distribution.LogUniform log) {
      return "a number in [%s, %s)".formatted(log.low(), log.high());
    }
    return "always " + distribution.at(0);
  }

  private static Optional<Object> typed(Hyperparameter.Kind kind, ConfigValue value) {
    return switch (kind) {
      case INTEGER -> Numbers.whole(value).map(Function.identity());
      case REAL -> Numbers.finite(value).map(Function.identity());
      case FLAG -> Optional.ofNullable(value.unwrapped());
      case NAME ->
          value.unwrapped() instanceof String text
              ? Optional.of(text.toLowerCase(Locale.ROOT))
              : Optional.empty();
      case INTEGERS -> value instanceof ConfigList list ? wholeNumbers(list) : Optional.empty();
      case RECORDED ->
          value.valueType() == ConfigValueType.NUMBER
              ? Numbers.whole(value)
                  .<Object>map(Function.identity())
                  .or(() -> Numbers.finite(value))
              : Optional.ofNullable(value.unwrapped());
    };
  }

  private static Optional<Object> wholeNumbers(ConfigList list) {
    List<Long> numbers = list.stream().map(Numbers::whole).flatMap(Optional::stream).toList();
    return numbers.size() == list.size() ? Optional.of(numbers) : Optional.empty();
  }

  private String unknownKey(String key) {
    return "has the distribution %s, which does not exist%s; write %s or a plain value"
        .formatted(
            key,
            Suggestion.nearest(key, DistributionKind.keys())
                .map(nearest -> "; did you mean %s?".formatted(nearest))
                .orElse(""),
            examples());
  }

  private String examples() {
    return DistributionKind.examples(hyperparameter.kind());
  }

  private String noun() {
    return switch (hyperparameter.kind()) {
      case INTEGER -> "integers";
      case REAL -> "its values as real numbers";
      case NAME -> "names";
      case FLAG -> "true or false";
      case INTEGERS -> "lists";
      case RECORDED -> "what a table has";
    };
  }

  private Optional<Distribution> refused(String what) {
    section.refuse(hyperparameter.name(), what);
    return Optional.empty();
  }
}

package org.sparkhalving.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.sparkhalving.text.Redaction;
import org.sparkhalving.text.Suggestion;

/**
 * One section of the settings, read key by key. What is wrong goes to the {@link Problems}, and a
 * value is returned nevertheless, so that reading continues; nobody uses it, since the reader
 * throws in the end. A HOCON {@code null} counts as a setting that is not given.
 */
final class Section {
  private static final int SHOWN = 60;

  private final String path;
  private final ConfigObject object;
  private final Origin home;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * A section.
   *
   * @param path its full name; empty for the whole
   * @param object its values
   * @param home where to report a setting that is missing
   * @param problems takes what is wrong
   */
  Section(String path, ConfigObject object, Origin home, Problems problems) {
    this.path = path;
    this.object = object;
    this.home = home;
    this.problems = problems;
  }

  /** A value as messages show it: HOCON on one line, not too long, without secrets. */
  static String shown(ConfigValue value) {
    String origin = value.origin().description();
    if (origin.startsWith("env var ") && Redaction.soundsSecret(origin)) {
      return Redaction.MASK;
    }
    String text = Redaction.text(value.render(ConfigRenderOptions.concise()));
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** The full name of a key of this section. */
  String name(String key) {
    String quoted = ConfigUtil.joinPath(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }

  /** The keys that have a value. */
  List<String> keys() {
    return object.keySet().stream().filter(key -> find(key).isPresent()).toList();
  }

  /** A key's value, if it has one. */
  Optional<ConfigValue> find(String key) {
    return Optional.ofNullable(object.get(key))
        .filter(value -> value.valueType() != ConfigValueType.NULL);
  }

  /** Whether a key that may be left out has a value. */
  boolean isGiven(String key) {
    known.add(key);
    return find(key).isPresent();
  }

  /** Reports what is wrong with a key's value, where it stands. */
  void refuse(String key, String what) {
    ConfigValue value = object.get(key);
    problems.add(value == null ? place() : Origin.of(value.origin()), name(key), what);
  }

  /** Reports what is wrong with a part of a key's value, where that part stands. */
  void refuse(String key, ConfigValue part, String what) {
    problems.add(Origin.of(part.origin()), name(key), what);
  }

  /** Whether nothing was found wrong with a key so far. */
  boolean isSound(String key) {
    return problems.isSound(name(key));
  }

  /** A section within this one. */
  Section section(String key) {
    known.add(key);
    ConfigValue value = object.get(key);
    if (value instanceof ConfigObject inner) {
      return new Section(name(key), inner, home, problems);
    }
    refuse(
        key,
        "is a section, but %s; write %s { … }"
            .formatted(value == null ? "is missing" : "is " + shown(value), name(key)));
    return new Section(name(key), ConfigFactory.empty().root(), home, new Problems());
  }

  /** A whole number in [least, most]. */
  int integer(String key, int least, int most) {
    return (int) wholeNumber(key, least, most);
  }

  /** A whole number in [least, most] of 64 bits. */
  long wholeNumber(String key, long least, long most) {
    String allowed = Numbers.integersWithin(least, most);
    return required(key, allowed)
        .flatMap(
            value -> {
              Optional<Long> whole = Numbers.whole(value);
              boolean isAbove = whole.filter(number -> number > most).isPresent();
              return refuseUnless(
                  whole.filter(number -> number >= least && number <= most),
                  key,
                  value,
                  isAbove ? "an integer from %s to %s".formatted(least, most) : allowed);
            })
        .orElse(least);
  }

  /** A whole number of at least {@code least}, or nothing. */
  OptionalInt optionalInteger(String key, int least) {
    return isGiven(key)
        ? OptionalInt.of(integer(key, least, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /** A whole number of at least {@code least}, of 64 bits, or nothing. */
  OptionalLong optionalWholeNumber(String key, long least) {
    return isGiven(key)
        ? OptionalLong.of(wholeNumber(key, least, Long.MAX_VALUE))
        : OptionalLong.empty();
  }

  /** As {@link #real}, or nothing. */
  OptionalDouble optionalReal(String key, DoublePredicate test, String allowed) {
    return isGiven(key) ? OptionalDouble.of(real(key, test, allowed)) : OptionalDouble.empty();
  }

  /** A time above 0 in HOCON's form, its unit included, or nothing. */
  Optional<Duration> optionalDuration(String key) {
    if (!isGiven(key)) {
      return Optional.empty();
    }
    String allowed = "a time above 0 with its unit, such as 90m, 8h or 2d";
    return required(key, allowed)
        .flatMap(value -> refuseUnless(Numbers.duration(value), key, value, allowed));
  }

  /** A list of whole numbers in [least, most], each once. */
  Set<Integer> integers(String key, int least, int most) {
    String allowed = "a list, each element " + Numbers.integersWithin(least, most);
    return required(key, allowed)
        .flatMap(value -> refuseUnless(Numbers.allWithin(value, least, most), key, value, allowed))
        .orElse(Set.of());
  }

  /** A finite number that passes a test, described in words such as "a number above 0". */
  double real(String key, DoublePredicate test, String allowed) {
    return required(key, allowed)
        .flatMap(
            value -> refuseUnless(Numbers.finite(value).filter(test::test), key, value, allowed))
        .orElse(1.0);
  }

  /** A text that passes a test, described in words. */
  String text(String key, Predicate<String> test, String allowed) {
    return required(key, allowed)
        .flatMap(
            value ->
                refuseUnless(
                    Optional.of(value.unwrapped())
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .filter(test),
                    key,
                    value,
                    allowed))
        .orElse("");
  }

  /** Values by name, which may be left out; {@code example} has some, as messages show it. */
  ConfigObject object(String key, String example) {
    known.add(key);
    return find(key)
        .flatMap(
            value ->
                refuseUnless(
                    Optional.of(value)
                        .filter(ConfigObject.class::isInstance)
                        .map(ConfigObject.class::cast),
                    key,
                    value,
                    "values such as " + example))
        .orElseGet(() -> ConfigFactory.empty().root());
  }

  /** The values of a list; {@code example} is one, as messages show it. */
  List<ConfigValue> list(String key, String example) {
    return required(key, "a list such as " + example)
        .flatMap(
            value ->
                refuseUnless(
                    Optional.of(value)
                        .filter(ConfigList.class::isInstance)
                        .map(ConfigList.class::cast),
                    key,
                    value,
                    "a list such as " + example))
        .<List<ConfigValue>>map(List::copyOf)
        .orElse(List.of());
  }

  /**
   * One of a few names.
   *
   * @param choices meaning by name, at least one
   */
  <T> T named(String key, Map<String, T> choices) {
    String allowed = String.join(", ", choices.keySet());
    return required(key, allowed)
        .flatMap(
            value ->
                refuseUnless(
                    Optional.ofNullable(choices.get(value.unwrapped().toString())),
                    key,
                    value,
                    allowed))
        .orElseGet(() -> choices.values().iterator().next());
  }

  /** One of a few names, as {@link #named}, or nothing. */
  <T> Optional<T> optionalNamed(String key, Map<String, T> choices) {
    known.add(key);
    return find(key).map(value -> named(key, choices));
  }

  /** Reports each key that was not read before, with the nearest of those that were. */
  void refuseOthers() {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        refuse(
            key,
            "is not a setting%s; allowed here: %s"
                .formatted(
                    Suggestion.nearest(key, known)
                        .map(nearest -> "; did you mean %s?".formatted(name(nearest)))
                        .orElse(""),
                    String.join(", ", known)));
      }
    }
  }

  private Optional<ConfigValue> required(String key, String allowed) {
    known.add(key);
    Optional<ConfigValue> value = find(key);
    if (value.isEmpty()) {
      refuse(key, "is missing; set it to " + allowed);
    }
    return value;
  }

  private <T> Optional<T> refuseUnless(
      Optional<T> good, String key, ConfigValue value, String allowed) {
    if (good.isEmpty()) {
      refuse(key, "is %s%s; allowed: %s".formatted(shown(value), hint(value, allowed), allowed));
    }
    return good;
  }

  /** Why a value that looks right is of the wrong type. */
  private static String hint(ConfigValue value, String allowed) {
    boolean isText = value.valueType() == ConfigValueType.STRING;
    boolean wantsNumber = allowed.contains("number") || allowed.contains("integer");
    return isText && wantsNumber ? ", a text" : "";
  }

  /** This section's place in the user's file, or else the file. */
  private Origin place() {
    Origin own = Origin.of(object.origin());
    return own.source().equals(home.source()) ? own : home;
  }
}

package org.sparkhalving.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/** The distributions of settings files: {@code { <key> = <form> }}. */
enum DistributionKind {
  CHOICE("choice", "[value, …]"),
  UNIFORM("uniform", "[low, high]"),
  LOGUNIFORM("loguniform", "[low, high]"),
  QUNIFORM("quniform", "[low, high, quantum]"),
  RANDINT("randint", "[low, high]");

  private final String key;
  private final String form;

  DistributionKind(String key, String form) {
    this.key = key;
    this.form = form;
  }

  /** The name in settings files. */
  String key() {
    return key;
  }

  /** How one is written. */
  String example() {
    return "{ " + key + " = " + form + " }";
  }

  /** How many numbers it is given; {@link #CHOICE} takes any number of values. */
  int numbers() {
    return this == QUNIFORM ? 3 : 2;
  }

  /** Whether a distribution of this name exists. */
  static boolean isKey(String key) {
    return keyed(key).isPresent();
  }

  /** The distribution of that name. */
  static Optional<DistributionKind> keyed(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }

  /** All names. */
  static List<String> keys() {
    return Arrays.stream(values()).map(DistributionKind::key).toList();
  }

  /** Those that draw values of a hyperparameter's kind. */
  static Set<DistributionKind> drawing(Hyperparameter.Kind kind) {
    return switch (kind) {
      case INTEGER -> EnumSet.of(CHOICE, RANDINT);
      case REAL -> EnumSet.of(CHOICE, UNIFORM, LOGUNIFORM, QUNIFORM);
      case NAME, FLAG, INTEGERS -> EnumSet.of(CHOICE);
      case RECORDED -> EnumSet.allOf(DistributionKind.class);
    };
  }

  /** How the distributions that draw values of that kind are written. */
  static String examples(Hyperparameter.Kind kind) {
    return drawing(kind).stream().map(DistributionKind::example).collect(Collectors.joining(", "));
  }
}

package org.sparkhalving.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hyperparameter that the trainer knows: its name, its kind and the values it allows.
 *
 * @param name the name in settings and tables; layer ones are patterns such as {@code l1_size}
 * @param kind what a value is
 * @param allowed the allowed values in words, for messages
 */
public record Hyperparameter(String name, Kind kind, String allowed) {

  /** What a value is. */
  public enum Kind {
    /** A {@link Long}. */
    INTEGER,
    /** A {@link Double}. */
    REAL,
    /** One of a few names. */
    NAME,
    /** A {@link Boolean}. */
    FLAG,
    /** A list of {@link Long}. */
    INTEGERS
  }

  private static final Pattern LAYER_SIZE = Pattern.compile("l[1-9][0-9]?_size");
  private static final Pattern LAYER_DROP = Pattern.compile("l[1-9][0-9]?_drop");

  /** The names without a layer number, for settings, help and suggestions. */
  public static final List<Hyperparameter> ALL =
      List.of(
          new Hyperparameter("hidden_sizes", Kind.INTEGERS, "a list of integers >= 1"),
          new Hyperparameter("activation", Kind.NAME, "relu, mish"),
          new Hyperparameter("batch_norm", Kind.FLAG, "true, false"),
          new Hyperparameter("init", Kind.NAME, "default, kaiming_normal, kaiming_uniform"),
          new Hyperparameter("optimizer", Kind.NAME, "adam"),
          new Hyperparameter("base_lr", Kind.REAL, "a number > 0"),
          new Hyperparameter("l2_rate", Kind.REAL, "a number >= 0"),
          new Hyperparameter("lr_schedule", Kind.NAME, "none, cosine_epoch"),
          new Hyperparameter("t_max", Kind.INTEGER, "an integer >= 1"),
          new Hyperparameter("batch_size", Kind.INTEGER, "an integer >= 1 (>= 2 with batch_norm)"));

  /**
   * The hyperparameter of that name, if the trainer knows it; layer names such as {@code l2_drop}
   * are known too.
   */
  public static Optional<Hyperparameter> named(String name) {
    if (LAYER_SIZE.matcher(name).matches()) {
      return Optional.of(new Hyperparameter(name, Kind.INTEGER, "an integer >= 1"));
    }
    if (LAYER_DROP.matcher(name).matches()) {
      return Optional.of(new Hyperparameter(name, Kind.REAL, "a number in [0, 1)"));
    }
    return ALL.stream().filter(known -> known.name().equals(name)).findFirst();
  }

  /**
   * The value of a trial whose settings do not name this hyperparameter; empty for those that must
   * be set, and for those of a layer (one without {@code lN_drop} has no dropout).
   */
  public Optional<Object> defaultValue() {
    return switch (name) {
      case "activation" -> Optional.of("relu");
      case "batch_norm" -> Optional.of(false);
      case "init" -> Optional.of("default");
      case "optimizer" -> Optional.of("adam");
      case "l2_rate" -> Optional.of(0.0);
      case "lr_schedule" -> Optional.of("none");
      default -> Optional.empty();
    };
  }

  /** Whether {@code value} is of the kind and in the range of this hyperparameter. */
  public boolean allows(Object value) {
    return switch (kind) {
      case INTEGER -> value instanceof Long whole && whole >= 1 && whole <= Integer.MAX_VALUE;
      case REAL -> value instanceof Number number && allowsReal(number.doubleValue());
      case NAME ->
          value instanceof String text
              && List.of(allowed.split(", ")).contains(text.toLowerCase(Locale.ROOT));
      case FLAG -> value instanceof Boolean;
      case INTEGERS ->
          value instanceof List<?> list
              && !list.isEmpty()
              && list.stream()
                  .allMatch(
                      item -> item instanceof Long size && size >= 1 && size <= Integer.MAX_VALUE);
    };
  }

  private boolean allowsReal(double value) {
    if (!Double.isFinite(value)) {
      return false;
    }
    if (name.endsWith("_drop")) {
      return value >= 0 && value < 1;
    }
    return name.equals("base_lr") ? value > 0 : value >= 0;
  }
}

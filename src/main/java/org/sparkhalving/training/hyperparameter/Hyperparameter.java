package org.sparkhalving.training.hyperparameter;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hyperparameter that the trainer knows.
 *
 * @param name the name in settings and tables
 * @param domain the values that it allows
 * @param defaultValue the value of a trial that does not name it; empty for those that must be set
 */
public record Hyperparameter(String name, Domain domain, Optional<Object> defaultValue) {

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
    INTEGERS,
    /** Of a recorded trial: a {@link Long}, {@link Double}, {@link String} or {@link Boolean}. */
    RECORDED
  }

  private static final Domain AT_LEAST_ZERO = new Domain.FromZero(Double.POSITIVE_INFINITY);
  private static final Domain BELOW_ONE = new Domain.FromZero(1);
  private static final Pattern LAYER_SIZE = Pattern.compile("l[1-9][0-9]?_size");
  private static final Pattern LAYER_DROP = Pattern.compile("l[1-9][0-9]?_drop");

  static final Hyperparameter HIDDEN_SIZES =
      required("hidden_sizes", new Domain.Lists(new Domain.Integers(1)));
  static final Hyperparameter ACTIVATION =
      new Hyperparameter(
          "activation",
          Domain.Names.of(Activation.values(), Activation::key),
          Optional.of(Activation.RELU.key()));
  static final Hyperparameter BATCH_NORM =
      new Hyperparameter("batch_norm", new Domain.Flags(), Optional.of(false));
  static final Hyperparameter INIT =
      new Hyperparameter(
          "init",
          Domain.Names.of(Initialization.values(), Initialization::key),
          Optional.of(Initialization.DEFAULT.key()));
  static final Hyperparameter OPTIMIZER =
      new Hyperparameter(
          "optimizer",
          Domain.Names.of(Optimizer.values(), Optimizer::key),
          Optional.of(Optimizer.ADAM.key()));
  static final Hyperparameter MOMENTUM =
      new Hyperparameter("momentum", BELOW_ONE, Optional.of(0.0));
  static final Hyperparameter BASE_LR = required("base_lr", new Domain.Positive());
  static final Hyperparameter L2_RATE =
      new Hyperparameter("l2_rate", AT_LEAST_ZERO, Optional.of(0.0));
  static final Hyperparameter LR_SCHEDULE =
      new Hyperparameter(
          "lr_schedule",
          Domain.Names.of(Schedule.values(), Schedule::key),
          Optional.of(Schedule.NONE.key()));
  static final Hyperparameter T_MAX = required("t_max", new Domain.Integers(1));
  static final Hyperparameter WARMUP_EPOCHS =
      new Hyperparameter("warmup_epochs", new Domain.Integers(0), Optional.of(0L));
  static final Hyperparameter LABEL_SMOOTHING =
      new Hyperparameter("label_smoothing", BELOW_ONE, Optional.of(0.0));
  static final Hyperparameter CLIP_NORM =
      new Hyperparameter("clip_norm", AT_LEAST_ZERO, Optional.of(0.0));
  static final Hyperparameter BATCH_SIZE = required("batch_size", new Domain.Integers(1));

  /** All but those of one layer ({@link #layerSize}, {@link #layerDrop}). */
  public static final List<Hyperparameter> ALL =
      List.of(
          HIDDEN_SIZES,
          ACTIVATION,
          BATCH_NORM,
          INIT,
          OPTIMIZER,
          MOMENTUM,
          BASE_LR,
          L2_RATE,
          LR_SCHEDULE,
          T_MAX,
          WARMUP_EPOCHS,
          LABEL_SMOOTHING,
          CLIP_NORM,
          BATCH_SIZE);

  private static Hyperparameter required(String name, Domain domain) {
    return new Hyperparameter(name, domain, Optional.empty());
  }

  /**
   * The width of hidden layer {@code layer}, from 1: one by one instead of {@code hidden_sizes}.
   */
  static Hyperparameter layerSize(int layer) {
    return layerSize("l" + layer + "_size");
  }

  private static Hyperparameter layerSize(String name) {
    return required(name, new Domain.Integers(1));
  }

  /** The drop probability after hidden layer {@code layer}, from 1; without it none is dropped. */
  static Hyperparameter layerDrop(int layer) {
    return layerDrop("l" + layer + "_drop");
  }

  private static Hyperparameter layerDrop(String name) {
    return new Hyperparameter(name, BELOW_ONE, Optional.of(0.0));
  }

  /**
   * The hyperparameter of that name, if the trainer knows it; layer names such as {@code l2_drop}
   * are known too.
   */
  public static Optional<Hyperparameter> named(String name) {
    if (LAYER_SIZE.matcher(name).matches()) {
      return Optional.of(layerSize(name));
    }
    if (LAYER_DROP.matcher(name).matches()) {
      return Optional.of(layerDrop(name));
    }
    return ALL.stream().filter(known -> known.name().equals(name)).findFirst();
  }

  /** What a value is. */
  public Kind kind() {
    return domain.kind();
  }

  /** The allowed values in words, for messages. */
  public String allowed() {
    return domain.words();
  }

  /** Whether {@code value} is of the kind and in the range of this hyperparameter. */
  public boolean allows(Object value) {
    return domain.contains(value);
  }
}

package org.sparkhalving.training;

import static org.sparkhalving.training.Hyperparameter.ACTIVATION;
import static org.sparkhalving.training.Hyperparameter.BASE_LR;
import static org.sparkhalving.training.Hyperparameter.BATCH_NORM;
import static org.sparkhalving.training.Hyperparameter.BATCH_SIZE;
import static org.sparkhalving.training.Hyperparameter.CLIP_NORM;
import static org.sparkhalving.training.Hyperparameter.HIDDEN_SIZES;
import static org.sparkhalving.training.Hyperparameter.INIT;
import static org.sparkhalving.training.Hyperparameter.L2_RATE;
import static org.sparkhalving.training.Hyperparameter.LABEL_SMOOTHING;
import static org.sparkhalving.training.Hyperparameter.LR_SCHEDULE;
import static org.sparkhalving.training.Hyperparameter.MOMENTUM;
import static org.sparkhalving.training.Hyperparameter.OPTIMIZER;
import static org.sparkhalving.training.Hyperparameter.T_MAX;
import static org.sparkhalving.training.Hyperparameter.WARMUP_EPOCHS;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkhalving.search.Configuration;

/**
 * What a trial trains: the network and how it learns.
 *
 * @param hiddenSizes width of each hidden layer, each at least 1
 * @param drops drop probability after each hidden layer, in [0, 1)
 * @param activation the function after each hidden layer
 * @param batchNorm whether each hidden layer is Linear, BatchNorm, activation, dropout instead of
 *     Linear, activation, dropout
 * @param initialization how weights begin
 * @param optimizer the update rule
 * @param momentum of RMSprop and SGD, in [0, 1)
 * @param learningRate the schedule
 * @param l2Rate weight decay, at least 0, in each optimizer's PyTorch sense
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param clipNorm largest norm of the gradient, 0 for no clipping
 * @param batchSize rows of a step
 */
public record Hyperparameters(
    List<Integer> hiddenSizes,
    List<Double> drops,
    Activation activation,
    boolean batchNorm,
    Initialization initialization,
    Optimizer optimizer,
    double momentum,
    LearningRate learningRate,
    double l2Rate,
    double labelSmoothing,
    double clipNorm,
    int batchSize) {

  /** So many doubles fit in a Java array of bytes. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Double.BYTES;

  /**
   * So many bytes of parameters and optimizer buffers leave room for the rest of a checkpoint,
   * which is one Java array.
   */
  private static final long MOST_BYTES = 2_000_000_000;

  public Hyperparameters {
    hiddenSizes = List.copyOf(hiddenSizes);
    drops = List.copyOf(drops);
  }

  /**
   * The typed form of a configuration; what it leaves out has {@link Hyperparameter}'s default.
   *
   * @throws IllegalArgumentException naming a value that is not allowed, or one without default
   *     that is missing
   */
  public static Hyperparameters of(Configuration configuration) {
    Values values = new Values(configuration.values());
    List<Integer> sizes = values.sizes();
    Schedule schedule = values.constant(Schedule.class, LR_SCHEDULE);
    return new Hyperparameters(
        sizes,
        values.drops(sizes.size()),
        values.constant(Activation.class, ACTIVATION),
        (boolean) values.of(BATCH_NORM),
        values.constant(Initialization.class, INIT),
        values.constant(Optimizer.class, OPTIMIZER),
        values.real(MOMENTUM),
        new LearningRate(
            values.real(BASE_LR),
            schedule,
            schedule == Schedule.NONE ? 1 : (long) values.of(T_MAX),
            (long) values.of(WARMUP_EPOCHS)),
        values.real(L2_RATE),
        values.real(LABEL_SMOOTHING),
        values.real(CLIP_NORM),
        values.whole(BATCH_SIZE));
  }

  /**
   * Refuses a network that is too large.
   *
   * @param pixels how many pixels an image has
   * @throws IllegalArgumentException when its parameters are too many for one buffer, or with the
   *     optimizer's buffers for a checkpoint
   */
  public void checkSize(int pixels) {
    long size = layout(pixels, Network.CLASSES).size();
    long buffers = 1L + optimizer.state().size();
    long most = MOST_BYTES / (Float.BYTES * buffers);
    if (size > most) {
      throw new IllegalArgumentException(
          "hidden sizes %s make %d parameters, of which a checkpoint with optimizer = %s has %d copies: use smaller ones,"
                  .formatted(hiddenSizes, size, optimizer.key(), buffers)
              + " for at most %d parameters".formatted(most));
    }
  }

  /**
   * The layout of the network's parameters for images of {@code inputs} pixels and {@code classes}
   * classes.
   *
   * @throws IllegalArgumentException when they are too many for one buffer
   */
  ParameterLayout layout(int inputs, int classes) {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(hiddenSizes);
    widths.add(classes);
    double size = 0;
    for (int layer = 1; layer < widths.size(); layer++) {
      size += (widths.get(layer - 1) + 3.0) * widths.get(layer);
    }
    if (size > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "hidden sizes "
              + hiddenSizes
              + " make too many parameters; use smaller ones, for at most "
              + MOST_PARAMETERS
              + " parameters");
    }
    return new ParameterLayout(widths, batchNorm);
  }

  /** Typed access to a configuration's values, each of them allowed. */
  private record Values(Map<String, Object> byName) {

    List<Integer> sizes() {
      if (byName.containsKey(HIDDEN_SIZES.name())) {
        return ((List<?>) of(HIDDEN_SIZES))
            .stream().map(size -> Math.toIntExact((Long) size)).toList();
      }
      return Stream.iterate(1, layer -> layer + 1)
          .map(Hyperparameter::layerSize)
          .takeWhile(layer -> byName.containsKey(layer.name()))
          .map(this::whole)
          .toList();
    }

    List<Double> drops(int layers) {
      return IntStream.rangeClosed(1, layers)
          .mapToObj(layer -> real(Hyperparameter.layerDrop(layer)))
          .toList();
    }

    double real(Hyperparameter hyperparameter) {
      return ((Number) of(hyperparameter)).doubleValue();
    }

    int whole(Hyperparameter hyperparameter) {
      return Math.toIntExact((Long) of(hyperparameter));
    }

    <E extends Enum<E>> E constant(Class<E> type, Hyperparameter hyperparameter) {
      return Enum.valueOf(type, ((String) of(hyperparameter)).toUpperCase(Locale.ROOT));
    }

    Object of(Hyperparameter hyperparameter) {
      Object value =
          Optional.ofNullable(byName.get(hyperparameter.name()))
              .or(hyperparameter::defaultValue)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "hyperparameter "
                              + hyperparameter.name()
                              + " is missing; allowed: "
                              + hyperparameter.allowed()));
      if (!hyperparameter.allows(value)) {
        throw new IllegalArgumentException(
            "hyperparameter "
                + hyperparameter.name()
                + " is "
                + value
                + "; allowed: "
                + hyperparameter.allowed());
      }
      return value;
    }
  }
}

package org.sparkhalving.training.hyperparameter;

import static org.sparkhalving.training.hyperparameter.Hyperparameter.ACTIVATION;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.BASE_LR;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.BATCH_NORM;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.BATCH_SIZE;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.CLIP_NORM;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.HIDDEN_SIZES;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.INIT;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.L2_RATE;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.LABEL_SMOOTHING;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.LR_SCHEDULE;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.MOMENTUM;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.OPTIMIZER;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.T_MAX;
import static org.sparkhalving.training.hyperparameter.Hyperparameter.WARMUP_EPOCHS;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkhalving.search.space.Configuration;

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
                          "hyperparameter %s is missing; allowed: %s"
                              .formatted(hyperparameter.name(), hyperparameter.allowed())));
      if (!hyperparameter.allows(value)) {
        throw new IllegalArgumentException(
            "hyperparameter %s is %s; allowed: %s"
                .formatted(hyperparameter.name(), value, hyperparameter.allowed()));
      }
      return value;
    }
  }
}

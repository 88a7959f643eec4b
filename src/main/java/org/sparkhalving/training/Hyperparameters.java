package org.sparkhalving.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  public Hyperparameters {
    hiddenSizes = List.copyOf(hiddenSizes);
    drops = List.copyOf(drops);
  }

  /**
   * The typed form of a configuration whose values {@link Hyperparameter} allows; what it leaves
   * out has PyTorch's default.
   */
  public static Hyperparameters of(Configuration configuration) {
    Values values = new Values(configuration.values());
    List<Integer> sizes = values.sizes();
    return new Hyperparameters(
        sizes,
        values.drops(sizes.size()),
        values.named(Activation.class, "activation", Activation.RELU),
        values.flag("batch_norm"),
        values.named(Initialization.class, "init", Initialization.DEFAULT),
        values.named(Optimizer.class, "optimizer", Optimizer.ADAM),
        values.real("momentum", 0),
        new LearningRate(
            values.real("base_lr", 0.001),
            values.named(Schedule.class, "lr_schedule", Schedule.NONE),
            (long) values.real("t_max", 1),
            (long) values.real("warmup_epochs", 0)),
        values.real("l2_rate", 0),
        values.real("label_smoothing", 0),
        values.real("clip_norm", 0),
        (int) values.real("batch_size", 64));
  }

  /**
   * The layout of the network's parameters for images of {@code inputs} pixels and {@code classes}
   * classes.
   */
  ParameterLayout layout(int inputs, int classes) {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(hiddenSizes);
    widths.add(classes);
    return new ParameterLayout(widths, batchNorm);
  }

  /** Typed access to a configuration's values. */
  private record Values(Map<String, Object> byName) {

    List<Integer> sizes() {
      if (byName.get("hidden_sizes") instanceof List<?> listed) {
        return listed.stream().map(size -> ((Number) size).intValue()).toList();
      }
      List<Integer> sizes = new ArrayList<>();
      while (byName.get("l" + (sizes.size() + 1) + "_size") instanceof Number size) {
        sizes.add(size.intValue());
      }
      return sizes;
    }

    List<Double> drops(int layers) {
      List<Double> drops = new ArrayList<>();
      for (int layer = 1; layer <= layers; layer++) {
        drops.add(real("l" + layer + "_drop", 0));
      }
      return drops;
    }

    double real(String name, double otherwise) {
      return byName.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    boolean flag(String name) {
      return Boolean.TRUE.equals(byName.get(name));
    }

    <E extends Enum<E>> E named(Class<E> type, String name, E otherwise) {
      return byName.get(name) instanceof String text
          ? Enum.valueOf(type, text.toUpperCase(Locale.ROOT))
          : otherwise;
    }
  }
}

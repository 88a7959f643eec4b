package org.sparkhalving.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Puts a trial's TorchScript together: its constants, the network ({@code program/network.py}),
 * what depends on the device, the activation's and the optimizer's two or three functions. The
 * files are methods of one class, in the form that TorchScript archives hold (fully qualified
 * calls).
 */
final class ProgramSource {
  private static final String HEAD =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private ProgramSource() {}

  /**
   * The source of a trial's program.
   *
   * @param productType the type of matrix products in training, {@link Precision#productType}
   * @param mean mean of the pixels scaled to [0, 1], for images given as bytes
   * @param deviation their standard deviation
   * @param formulation which device it is written for
   */
  static String of(
      Hyperparameters trial,
      ParameterLayout layout,
      int productType,
      double mean,
      double deviation,
      Formulation formulation) {
    StringBuilder source = new StringBuilder(HEAD);
    constant(source, "widths", "List[int]", layout.widths());
    constant(source, "offsets", "List[int]", weightOffsets(layout));
    constant(source, "drops", "List[float]", trial.drops());
    constant(source, "batch_norm", "bool", trial.batchNorm() ? "True" : "False");
    constant(source, "batch_size", "int", trial.batchSize());
    constant(source, "product_type", "int", productType);
    constant(source, "mean", "float", mean);
    constant(source, "deviation", "float", deviation);
    constant(source, "decay", "float", trial.l2Rate());
    constant(source, "momentum", "float", trial.momentum());
    constant(source, "label_smoothing", "float", trial.labelSmoothing());
    constant(source, "clip_norm", "float", trial.clipNorm());
    source.append(fragment("device/" + formulation.key()));
    source.append(activation(trial.activation(), formulation));
    source.append(fragment("optimizer/" + trial.optimizer().key()));
    source.append(fragment("network"));
    return source.toString();
  }

  private static List<Long> weightOffsets(ParameterLayout layout) {
    return layout.parameters().stream()
        .filter(parameter -> parameter.role() == Parameter.Role.WEIGHT)
        .map(Parameter::offset)
        .toList();
  }

  private static void constant(StringBuilder source, String name, String type, Object value) {
    String literal =
        value instanceof List<?> list && list.isEmpty()
            ? "annotate(%s, [])".formatted(type)
            : value.toString();
    source.append("  def %s(self) -> %s:\n    return %s\n".formatted(name, type, literal));
  }

  /** The CPU wants the derivative too, and has its own way to some activations. */
  private static String activation(Activation activation, Formulation formulation) {
    String general = "activation/" + activation.key();
    String own = "activation/cpu/" + activation.key();
    if (formulation == Formulation.CUDA) {
      return fragment(general);
    }
    return file(own) == null
        ? fragment(general) + fragment("activation/cpu/sloped")
        : fragment(own);
  }

  private static URL file(String name) {
    return ProgramSource.class.getResource("program/" + name + ".py");
  }

  /**
   * A file of the program without its comments, which the archive's parser does not take
   * everywhere.
   */
  private static String fragment(String name) {
    URL file = file(name);
    if (file == null) {
      throw new IllegalStateException("the application jar lacks program/%s.py".formatted(name));
    }
    try (InputStream content = file.openStream()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s of the application".formatted(file), e);
    }
  }
}

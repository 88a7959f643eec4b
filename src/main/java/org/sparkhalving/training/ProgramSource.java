package org.sparkhalving.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts a trial's TorchScript together: its constants, the network ({@code program/network.py}), the
 * activation's and the optimizer's two or three functions. The files are methods of one class, in
 * the form that TorchScript archives hold (fully qualified calls).
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
   */
  static String of(
      Hyperparameters trial,
      ParameterLayout layout,
      int productType,
      double mean,
      double deviation) {
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
    source.append(fragment("activation/" + trial.activation().key()));
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
            ? "annotate(" + type + ", [])"
            : value.toString();
    source.append("  def " + name + "(self) -> " + type + ":\n    return " + literal + "\n");
  }

  /**
   * A file of the program without its comments, which the archive's parser does not take
   * everywhere.
   */
  private static String fragment(String name) {
    String path = "program/" + name + ".py";
    try (InputStream file = ProgramSource.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("the application jar lacks " + path);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " from the application jar", e);
    }
  }
}

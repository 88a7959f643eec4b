package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Programs for CUDA call only what is known to exist there: {@code cuda-operators.txt}, which
 * {@code src/bench/torch/check_operators.py} writes from the dispatch tables of libtorch's CUDA
 * build. No GPU is needed for either.
 */
class CudaOperatorsTest {
  private static final Pattern CALL =
      Pattern.compile("(?:torch|ops\\.prim|\\)|[\\w\\]])\\.(\\w+)\\(");

  static Stream<Arguments> programs() {
    return Arrays.stream(Activation.values())
        .flatMap(
            activation ->
                Arrays.stream(Optimizer.values())
                    .flatMap(
                        optimizer ->
                            Arrays.stream(Precision.values())
                                .map(precision -> arguments(activation, optimizer, precision))));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramForCudaCallsOnlyOperatorsThatCudaHas(
      Activation activation, Optimizer optimizer, Precision precision) throws IOException {
    assertThat(called(program(activation, optimizer, precision, Formulation.CUDA)))
        .as("operators; src/bench/torch/check_operators.py looks up new ones")
        .isSubsetOf(onCuda());
  }

  @Test
  void theProgramForTheCpuCallsOneThatCudaLacks() throws IOException {
    Set<String> called =
        called(program(Activation.MISH, Optimizer.ADAM, Precision.FLOAT32, Formulation.CPU));
    called.removeAll(onCuda());
    assertThat(called).contains("Generator");
  }

  private static Set<String> onCuda() throws IOException {
    try (InputStream list = CudaOperatorsTest.class.getResourceAsStream("cuda-operators.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toSet());
    }
  }

  /** Names of called functions and methods but the program's own. */
  private static Set<String> called(String source) {
    return CALL.matcher(source)
        .results()
        .filter(call -> !source.startsWith("self", call.start(1) - "self.".length()))
        .map(call -> call.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String program(
      Activation activation, Optimizer optimizer, Precision precision, Formulation formulation) {
    Checkpoint start =
        SmallTrials.initial(Map.of("activation", activation.key(), "optimizer", optimizer.key()));
    return ProgramSource.of(
        start.trial(),
        start.network().layout(),
        precision.productType(DataType.FLOAT32),
        0.2860,
        0.3530,
        formulation);
  }
}

package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Training equals PyTorch's, step by step: replays every case of every JSON file in the directory
 * of the system property {@code golden.dir} (default: the traces beside this class, computed by
 * PyTorch in float64). The programs for CUDA run on the device of {@link TestDevice}.
 */
class TorchTracesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @TestFactory
  Stream<DynamicTest> everyTraceIsReproducedInBothTypesAndFormulations() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode traced : JSON.readTree(file.toFile()).get("cases")) {
        String name = file.getFileName() + ": " + traced.get("name").asText();
        for (Formulation formulation : Formulation.values()) {
          for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
            tests.add(
                DynamicTest.dynamicTest(
                    "%s, %s, as for %s on %s"
                        .formatted(name, type, formulation, TestDevice.of(formulation)),
                    () -> replay(traced, type, formulation)));
          }
        }
      }
    }
    assertThat(tests).as("cases").isNotEmpty();
    return tests.stream();
  }

  @Test
  void everyActivationIsTracedWithEveryOptimizer() throws Exception {
    Set<String> traced = new TreeSet<>();
    for (Path file : files()) {
      for (JsonNode one : JSON.readTree(file.toFile()).get("cases")) {
        traced.add(one.get("activation").asText() + " " + one.get("optimizer").asText());
      }
    }
    for (Activation activation : Activation.values()) {
      for (Optimizer optimizer : Optimizer.values()) {
        assertThat(traced).contains(activation.key() + " " + optimizer.key());
      }
    }
  }

  private static List<Path> files() throws Exception {
    String directory = System.getProperty("golden.dir");
    Path folder =
        directory == null
            ? new File(TorchTracesTest.class.getResource("torch-training-traces.json").toURI())
                .getParentFile()
                .toPath()
            : Path.of(directory);
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void replay(JsonNode traced, DataType type, Formulation formulation)
      throws IOException {
    // What mathematics does not determine: see the comment of Undetermined.
    Undetermined undetermined = new Undetermined(traced, type);
    double tolerance = type == DataType.FLOAT64 ? 1e-7 : 1e-4;
    Configuration configuration = TracedTrial.configuration(traced);
    int[] all = Network.rows(traced.get("x").size());
    int classes = traced.get("dims").get(traced.get("dims").size() - 1).asInt();
    try (DeviceImages images =
            DeviceImages.ofNumbers(
                TestDevice.of(formulation), numbers(traced.get("x")), integers(traced.get("y")));
        TrialTraining training =
            new TrialTraining(
                images,
                new TrialRows(all, all),
                initial(traced, configuration, classes, type),
                type,
                Precision.FLOAT32,
                formulation)) {
      int step = 0;
      for (int epoch = 0; epoch < traced.get("epochs").asInt(); epoch++) {
        step = replayEpoch(traced, training, all, step, tolerance);
        JsonNode expected = traced.get("epoch_eval").get(epoch);
        Evaluation evaluation = training.network().evaluate(all, Interruption.NONE);
        if (undetermined.comparesEvaluations()) {
          double evaluationTolerance = undetermined.tolerance(tolerance);
          close(
              "loss of epoch " + epoch,
              evaluation.loss(),
              expected.get("loss").asDouble(),
              evaluationTolerance);
          close(
              "accuracy of epoch " + epoch,
              evaluation.accuracy(),
              expected.get("accuracy_percent").asDouble(),
              evaluationTolerance);
        }
      }
      Map<String, double[]> found = tensors(training.checkpoint(), type);
      for (Map.Entry<String, JsonNode> expected : traced.get("final").properties()) {
        if (undetermined.compares(expected.getKey())) {
          close(
              expected.getKey(),
              found.get(ourName(expected.getKey(), traced)),
              numbers(expected.getValue()),
              undetermined.tolerance(expected.getKey(), tolerance));
        }
      }
      if (undetermined.comparesEvaluations()) {
        double[] logits = training.network().logits(all);
        close(
            "logits",
            logits,
            numbers(traced.get("final_eval_logits")),
            undetermined.tolerance(tolerance));
      }
    }
  }

  private static int replayEpoch(
      JsonNode traced, TrialTraining training, int[] order, int firstStep, double tolerance) {
    int batch = traced.get("batch_size").asInt();
    int steps = training.stepsPerEpoch();
    for (int i = 0; i < steps; i++) {
      int rows = Math.min(batch, order.length - i * batch);
      int step = firstStep + i;
      double rate = training.nextRate();
      double loss = training.trainSteps(order, i, i + 1, Interruption.NONE) / rows;
      close("rate of step " + step, rate, traced.get("step_lr").get(step).asDouble(), tolerance);
      close("loss of step " + step, loss, traced.get("step_loss").get(step).asDouble(), tolerance);
    }
    training.endEpoch();
    return firstStep + steps;
  }

  private static Checkpoint initial(
      JsonNode traced, Configuration configuration, int classes, DataType type) {
    int pixels = traced.get("dims").get(0).asInt();
    Checkpoint fresh = Checkpoint.initial(configuration, 1, pixels, classes, type);
    ParameterLayout layout = fresh.network().layout();
    double[] flat = new double[Math.toIntExact(layout.size())];
    for (Parameter parameter : layout.parameters()) {
      double[] values = numbers(traced.get("initial").get(theirName(parameter.name(), traced)));
      System.arraycopy(values, 0, flat, Math.toIntExact(parameter.offset()), values.length);
    }
    NetworkState state =
        new NetworkState(
            layout,
            NetworkState.encode(flat, type),
            fresh.network().means(),
            fresh.network().variances());
    return new Checkpoint(new Model(configuration, 1, 0, 0, state), fresh.optimizerState());
  }

  private static Map<String, double[]> tensors(Checkpoint checkpoint, DataType type) {
    NetworkState state = checkpoint.network();
    Map<String, double[]> tensors = new LinkedHashMap<>();
    double[] flat = decode(state.parameters(), type);
    for (Parameter parameter : state.layout().parameters()) {
      int from = Math.toIntExact(parameter.offset());
      tensors.put(
          parameter.name(),
          java.util.Arrays.copyOfRange(flat, from, from + (int) parameter.size()));
    }
    for (int layer = 0; layer < state.means().size(); layer++) {
      tensors.put("norm." + layer + ".running_mean", decode(state.means().get(layer), type));
      tensors.put("norm." + layer + ".running_var", decode(state.variances().get(layer), type));
      tensors.put("norm." + layer + ".num_batches_tracked", new double[] {checkpoint.step()});
    }
    return tensors;
  }

  private static double[] decode(byte[] bytes, DataType type) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[bytes.length / type.getNumOfBytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == DataType.FLOAT64 ? buffer.getDouble() : buffer.getFloat();
    }
    return values;
  }

  /** The traces call every linear layer {@code linear.i}. */
  private static String ourName(String theirs, JsonNode traced) {
    int last = traced.get("dims").size() - 2;
    return theirs.replace("linear." + last + ".", "output.").replace("linear.", "hidden.");
  }

  private static String theirName(String ours, JsonNode traced) {
    int last = traced.get("dims").size() - 2;
    return ours.replace("output.", "linear." + last + ".").replace("hidden.", "linear.");
  }

  private static double[] numbers(JsonNode node) {
    List<Double> numbers = new ArrayList<>();
    collect(node, numbers);
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> numbers) {
    if (node.isArray()) {
      node.forEach(item -> collect(item, numbers));
    } else {
      numbers.add(node.asDouble());
    }
  }

  private static int[] integers(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asInt();
    }
    return values;
  }

  private static void close(String what, double[] found, double[] expected, double tolerance) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      close(what + "[" + i + "]", found[i], expected[i], tolerance);
    }
  }

  private static void close(String what, double found, double expected, double tolerance) {
    assertThat(Math.abs(found - expected))
        .as("%s: %s, PyTorch has %s", what, found, expected)
        .isLessThanOrEqualTo(tolerance * (1 + Math.abs(expected)));
  }

  /**
   * With BatchNorm and no decay in the gradient a hidden Linear's bias has a gradient of zero,
   * whose rounding the optimizers amplify: in float32 those biases, the running means that follow
   * them, and evaluations are not determined; in float64 they are to 1e-6.
   */
  private record Undetermined(boolean applies, String outputBias, DataType type) {
    Undetermined(JsonNode traced, DataType type) {
      this(
          traced.path("batch_norm").asBoolean()
              && (traced.path("weight_decay").asDouble() == 0
                  || traced.get("optimizer").asText().equals("adamw")),
          theirName("output.bias", traced),
          type);
    }

    boolean comparesEvaluations() {
      return !applies || type == DataType.FLOAT64;
    }

    boolean compares(String name) {
      return comparesEvaluations() || !isUndetermined(name);
    }

    double tolerance(double usual) {
      return applies ? Math.max(usual, 1e-6) : usual;
    }

    double tolerance(String name, double usual) {
      return isUndetermined(name) ? tolerance(usual) : usual;
    }

    private boolean isUndetermined(String name) {
      boolean bias = name.startsWith("linear.") && name.endsWith(".bias");
      return applies && (name.endsWith("running_mean") || (bias && !name.equals(outputBias)));
    }
  }
}

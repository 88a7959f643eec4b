package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Writes the product's own TorchScript archives, for programs that load them in Python: {@code
 * NAME.pt} for every activation, optimizer, precision and formulation, with and without BatchNorm,
 * {@code session2-BATCH-….pt}, the network of the study's second session, {@code trace-….pt} for
 * each case of PyTorch's traces, and {@code archives.json}, which says of each what it is made
 * from.
 *
 * <p>Arguments: the folder to write to, files of traces.
 */
final class ProgramArchives {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ArrayNode index = JSON.createArrayNode();

  private ProgramArchives(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    ProgramArchives archives = new ProgramArchives(Files.createDirectories(Path.of(arguments[0])));
    archives.write();
    for (String traces : List.of(arguments).subList(1, arguments.length)) {
      archives.writeTraces(Path.of(traces));
    }
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(archives.folder.resolve("archives.json").toFile(), archives.index);
  }

  private void write() throws IOException {
    for (Formulation formulation : Formulation.values()) {
      for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
        for (Activation activation : Activation.values()) {
          for (Optimizer optimizer : Optimizer.values()) {
            for (boolean norm : new boolean[] {true, false}) {
              write(
                  small(activation, optimizer, norm),
                  precision,
                  formulation,
                  String.join("-", activation.key(), optimizer.key(), norm ? "norm" : "plain"));
            }
          }
        }
        for (long batch : new long[] {512, 1024}) {
          write(session2(batch), precision, formulation, "session2-" + batch);
        }
      }
    }
  }

  private void write(
      Map<String, Object> values, Precision precision, Formulation formulation, String prefix)
      throws IOException {
    Checkpoint start = Checkpoint.initial(new Configuration(values), 1, 784);
    write(start, precision, DataType.FLOAT32, formulation, prefix);
  }

  private void writeTraces(Path file) throws IOException {
    Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    for (JsonNode traced : JSON.readTree(file.toFile()).get("cases")) {
      int pixels = traced.get("dims").get(0).asInt();
      int classes = traced.get("dims").get(traced.get("dims").size() - 1).asInt();
      for (Formulation formulation : Formulation.values()) {
        for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
          Checkpoint start =
              Checkpoint.initial(TracedTrial.configuration(traced), 1, pixels, classes, type);
          String prefix = "trace-" + traced.get("name").asText();
          write(start, Precision.FLOAT32, type, formulation, prefix);
          entry()
              .put("file", file.getFileName().toString())
              .put("case", traced.get("name").asText());
        }
      }
    }
  }

  /** The last that was written. */
  private ObjectNode entry() {
    return (ObjectNode) index.get(index.size() - 1);
  }

  private void write(
      Checkpoint start, Precision precision, DataType type, Formulation formulation, String prefix)
      throws IOException {
    ParameterLayout layout = start.network().layout();
    String source =
        ProgramSource.of(
            start.trial(), layout, precision.productType(type), 0.2860, 0.3530, formulation);
    String products =
        type == DataType.FLOAT64 ? "float64" : precision.name().toLowerCase(Locale.ROOT);
    String name = String.join("-", prefix, products, formulation.key());
    Files.write(folder.resolve(name + ".pt"), TorchScriptArchive.of(source));
    index.addObject();
    ObjectNode entry = entry();
    entry.put("name", name);
    entry.put("formulation", formulation.key());
    entry.put("products", products);
    entry.set("hyperparameters", JSON.valueToTree(start.configuration().values()));
    entry.set("drops", JSON.valueToTree(start.trial().drops()));
    entry.put("batch_size", start.trial().batchSize());
    entry.put("batch_norm", start.trial().batchNorm());
    entry.set("widths", JSON.valueToTree(layout.widths()));
    entry.put("parameters", layout.size());
    entry.put("states", start.optimizerState().size());
    ArrayNode parameters = entry.putArray("layout");
    for (Parameter parameter : layout.parameters()) {
      ObjectNode place = parameters.addObject();
      place.put("name", parameter.name()).put("offset", parameter.offset());
      place.set("shape", JSON.valueToTree(parameter.shape()));
    }
  }

  private static Map<String, Object> small(
      Activation activation, Optimizer optimizer, boolean norm) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(20L, 30L, 10L));
    values.put("l1_drop", 0.3);
    values.put("l2_drop", 0.1);
    values.put("l3_drop", 0.2);
    values.put("activation", activation.key());
    values.put("batch_norm", norm);
    values.put("optimizer", optimizer.key());
    values.put(
        "momentum", optimizer == Optimizer.SGD || optimizer == Optimizer.RMSPROP ? 0.9 : 0.0);
    values.put("base_lr", 0.01);
    values.put("l2_rate", 1e-4);
    values.put("label_smoothing", 0.1);
    values.put("clip_norm", 1.0);
    values.put("batch_size", 64L);
    return values;
  }

  /** The best configuration of the study's second session, with that batch size. */
  static Map<String, Object> session2(long batch) {
    return TrainingCheck.network(batch);
  }
}

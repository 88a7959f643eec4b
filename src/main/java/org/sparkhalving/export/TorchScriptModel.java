package org.sparkhalving.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkhalving.training.NamedTensor;
import org.sparkhalving.training.TorchScriptArchive;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/**
 * A network as a TorchScript module whose {@code forward} takes pixels from 0 to 255, of any type
 * and [n, …], and gives logits [n, classes]. It is written in PyTorch's usual operators, other than
 * the program that trains.
 */
final class TorchScriptModel {
  private static final String METADATA = "extra/metadata.json";

  private TorchScriptModel() {}

  /** The archive's bytes. */
  static byte[] encode(ExportedModel exported) {
    List<NamedTensor> tensors = exported.model().namedTensors();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      files.put("data/" + i, tensors.get(i).bytes());
    }
    files.put(METADATA, ExportedModel.json(exported.metadata()).getBytes(UTF_8));
    return TorchScriptArchive.of(object(tensors), source(exported, tensors), files);
  }

  private static byte[] object(List<NamedTensor> tensors) {
    Pickle pickle = new Pickle().global("__torch__", "M").emptyTuple().newObject();
    pickle.emptyDictionary().mark().text("training").isFalse();
    for (int i = 0; i < tensors.size(); i++) {
      pickle.text(attribute(tensors.get(i).name()));
      addTensor(pickle, tensors.get(i), Integer.toString(i));
    }
    return pickle.setItems().build().stop();
  }

  /** As {@code torch::jit::Pickler::pushStorageOfTensor} writes it. */
  private static void addTensor(Pickle pickle, NamedTensor tensor, String file) {
    long size = tensor.shape().stream().reduce(1L, (left, right) -> left * right);
    pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
    pickle.mark().text("storage").global("torch", "FloatStorage").text(file).text("cpu");
    pickle.integer(size).tuple().persistent();
    pickle.integer(0).integers(tensor.shape()).integers(strides(tensor.shape())).isFalse();
    pickle.global("collections", "OrderedDict").emptyTuple().call().tuple().call();
  }

  /** How many elements lie from one index to the next, of rows that lie one after another. */
  private static List<Long> strides(List<Long> shape) {
    return shape.size() == 2 ? List.of(shape.get(1), 1L) : List.of(1L);
  }

  /** {@code hidden.0.weight} as Python names an attribute. */
  private static String attribute(String name) {
    return name.replace('.', '_');
  }

  private static String source(ExportedModel exported, List<NamedTensor> tensors) {
    Hyperparameters trial = exported.model().trial();
    StringBuilder source = new StringBuilder("class M(Module):\n");
    source.append("  __parameters__ = [%s]\n".formatted(names(tensors, false)));
    source.append("  __buffers__ = [%s]\n".formatted(names(tensors, true)));
    source.append("  training : bool\n");
    tensors.forEach(tensor -> source.append("  %s : Tensor\n".formatted(attribute(tensor.name()))));
    source.append("  def forward(self, images: Tensor) -> Tensor:\n");
    source.append("    pixels = torch.to(torch.flatten(images, 1), 6)\n");
    source.append(
        "    x = torch.div(torch.sub(pixels, %s), %s)\n"
            .formatted(exported.pixelMean(), exported.pixelDeviation()));
    for (int i = 0; i < trial.hiddenSizes().size(); i++) {
      source.append(
          "    x = torch.linear(x, self.hidden_%s_weight, self.hidden_%1$s_bias)\n".formatted(i));
      if (trial.batchNorm()) {
        source.append(
            "    x = torch.batch_norm(x, self.norm_%s_weight, self.norm_%1$s_bias, self.norm_%1$s_running_mean, self.norm_%1$s_running_var, False, 0.1, 1e-05, True)\n"
                .formatted(i));
      }
      source.append("    x = torch.%s(x)\n".formatted(trial.activation().key()));
    }
    return source
        .append("    return torch.linear(x, self.output_weight, self.output_bias)\n")
        .toString();
  }

  private static String names(List<NamedTensor> tensors, boolean buffers) {
    return tensors.stream()
        .map(NamedTensor::name)
        .filter(name -> name.contains(".running_") == buffers)
        .map(name -> "\"%s\", ".formatted(attribute(name)))
        .collect(Collectors.joining());
  }
}

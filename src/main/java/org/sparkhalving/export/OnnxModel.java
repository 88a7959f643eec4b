package org.sparkhalving.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.sparkhalving.training.NamedTensor;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/**
 * A network as an ONNX graph: {@code images} [n, pixels], float32 from 0 to 255, to {@code logits}
 * [n, classes]. The graph is protobuf's text form, which protobuf checks against ONNX's own schema
 * ({@code onnx.desc}, the descriptor of onnx.proto 1.17, by {@code
 * src/bench/torch/onnx_schema.py}). Spark's protobuf is of another version in each of its releases,
 * and code that was generated for one does not run with the other; a schema that is read does.
 */
final class OnnxModel {
  /** The first operators that have all activations, and the IR of their time: onnxruntime 1.17. */
  private static final String HEAD =
      """
      ir_version: 9 producer_name: "spark-halving" opset_import { domain: "" version: 20 }
      """;

  private static final String SCHEMA = "onnx.desc";

  private OnnxModel() {}

  /** The file's bytes. */
  static byte[] encode(ExportedModel exported) {
    Descriptor type = schema().findMessageTypeByName("ModelProto");
    FieldDescriptor graphField = type.findFieldByName("graph");
    DynamicMessage.Builder model = DynamicMessage.newBuilder(type);
    DynamicMessage.Builder graph = DynamicMessage.newBuilder(graphField.getMessageType());
    try {
      TextFormat.merge(HEAD, model);
      TextFormat.merge(graph(exported), graph);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException("the graph does not fit ONNX's schema", e);
    }
    FieldDescriptor initializers = graphField.getMessageType().findFieldByName("initializer");
    exported
        .model()
        .namedTensors()
        .forEach(tensor -> graph.addRepeatedField(initializers, constant(initializers, tensor)));
    graph.addRepeatedField(initializers, scalar(initializers, "mean", exported.pixelMean()));
    graph.addRepeatedField(initializers, scalar(initializers, "std", exported.pixelDeviation()));
    FieldDescriptor properties = type.findFieldByName("metadata_props");
    exported
        .metadata()
        .entrySet()
        .forEach(entry -> model.addRepeatedField(properties, entry(properties, entry)));
    return model.setField(graphField, graph.build()).build().toByteArray();
  }

  private static FileDescriptor schema() {
    try (InputStream in = OnnxModel.class.getResourceAsStream(SCHEMA)) {
      return FileDescriptor.buildFrom(FileDescriptorProto.parseFrom(in), new FileDescriptor[0]);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s of the application".formatted(SCHEMA), e);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the application's %s is damaged".formatted(SCHEMA), e);
    }
  }

  private static DynamicMessage scalar(FieldDescriptor field, String name, double value) {
    byte[] bytes =
        ByteBuffer.allocate(Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat((float) value)
            .array();
    return constant(field, new NamedTensor(name, List.of(), bytes));
  }

  private static DynamicMessage constant(FieldDescriptor field, NamedTensor tensor) {
    Descriptor type = field.getMessageType();
    DynamicMessage.Builder constant =
        DynamicMessage.newBuilder(type)
            .setField(type.findFieldByName("name"), tensor.name())
            .setField(type.findFieldByName("data_type"), 1) // FLOAT, little endian
            .setField(type.findFieldByName("raw_data"), ByteString.copyFrom(tensor.bytes()));
    tensor.shape().forEach(size -> constant.addRepeatedField(type.findFieldByName("dims"), size));
    return constant.build();
  }

  private static DynamicMessage entry(FieldDescriptor field, Map.Entry<String, String> entry) {
    Descriptor type = field.getMessageType();
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("key"), entry.getKey())
        .setField(type.findFieldByName("value"), entry.getValue())
        .build();
  }

  private static String graph(ExportedModel exported) {
    Hyperparameters trial = exported.model().trial();
    StringBuilder graph = new StringBuilder("name: \"network\"\n");
    graph.append(rows("input", "images", exported.model().pixels()));
    graph.append(rows("output", "logits", exported.classes().size()));
    graph
        .append(node("Sub", "centred", "images", "mean"))
        .append(node("Div", "x", "centred", "std"));
    String last = "x";
    for (int i = 0; i < trial.hiddenSizes().size(); i++) {
      String layer = "hidden." + i;
      graph.append(linear(layer, layer + ".sum", last));
      last = layer + ".sum";
      if (trial.batchNorm()) {
        String norm = "norm." + i;
        graph.append(
            node(
                "BatchNormalization",
                norm,
                last,
                norm + ".weight",
                norm + ".bias",
                norm + ".running_mean",
                norm + ".running_var"));
        last = norm;
      }
      graph.append(activation(trial.activation(), layer, last));
      last = layer;
    }
    return graph.append(linear("output", "logits", last)).toString();
  }

  /** A float32 matrix of any number of rows that the graph takes or gives. */
  private static String rows(String field, String name, int width) {
    return """
        %s { name: "%s" type { tensor_type { elem_type: 1 shape {
          dim { dim_param: "n" } dim { dim_value: %s } } } } }
        """
        .formatted(field, name, width);
  }

  private static String linear(String name, String result, String input) {
    return node("Gemm", result, input, name + ".weight", name + ".bias")
        .replace("}\n", "attribute { name: \"transB\" type: INT i: 1 } }\n");
  }

  /** PyTorch's function by the operator whose defaults are the same. */
  private static String activation(Activation activation, String result, String input) {
    return switch (activation) {
      case RELU -> node("Relu", result, input);
      case LEAKY_RELU -> node("LeakyRelu", result, input);
      case MISH -> node("Mish", result, input);
      case GELU -> node("Gelu", result, input);
      case TANH -> node("Tanh", result, input);
      case SILU ->
          node("Sigmoid", result + ".sigmoid", input)
              + node("Mul", result, input, result + ".sigmoid");
    };
  }

  private static String node(String operator, String result, String... inputs) {
    StringBuilder node = new StringBuilder("node { op_type: \"%s\" ".formatted(operator));
    for (String input : inputs) {
      node.append("input: \"%s\" ".formatted(input));
    }
    return node.append("output: \"%s\" }\n".formatted(result)).toString();
  }
}

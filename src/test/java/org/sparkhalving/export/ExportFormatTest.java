package org.sparkhalving.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.Network;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.TrialRows;
import org.sparkhalving.training.TrialTraining;
import org.sparkhalving.training.hyperparameter.Precision;

/** Small trained networks; {@code src/bench/torch/check_export.py} runs real ones elsewhere. */
class ExportFormatTest {
  private static final int IMAGES = 40;
  private static final int PIXELS = 12;
  private static final double MEAN = 0.3;
  private static final double DEVIATION = 0.4;
  private static final List<String> CLASSES =
      List.of("a", "b\"", "c", "d", "e", "f", "g", "h", "i", "j");

  @TempDir private Path folder;

  /** A network, with what it makes of the images. */
  private record Trained(ExportedModel exported, byte[] pixels, double[] logits) {
    static Trained of(String activation, boolean batchNorm) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("hidden_sizes", List.of(9L, 7L));
      values.put("activation", activation);
      values.put("batch_norm", batchNorm);
      values.put("base_lr", 0.01);
      values.put("batch_size", 10L);
      byte[] pixels = new byte[IMAGES * PIXELS];
      byte[] labels = new byte[IMAGES];
      new SplittableRandom(5).nextBytes(pixels);
      IntStream.range(0, IMAGES).forEach(i -> labels[i] = (byte) (i % CLASSES.size()));
      int[] rows = Network.rows(IMAGES);
      TorchEngine.prepareThread(1);
      Checkpoint start = Checkpoint.initial(new Configuration(values), 3, PIXELS);
      try (DeviceImages images =
              DeviceImages.of(ComputeDevice.CPU, pixels, labels, MEAN, DEVIATION);
          TrialTraining training =
              new TrialTraining(images, new TrialRows(rows, rows), start, Precision.FLOAT32)) {
        training.trainEpoch(Interruption.NONE);
        Model model = training.checkpoint().model();
        try (Network network = Network.of(model, images)) {
          return new Trained(
              new ExportedModel(model, MEAN, DEVIATION, CLASSES), pixels, network.logits(rows));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "relu,true",
    "leaky_relu,false",
    "mish,true",
    "mish,false",
    "gelu,false",
    "silu,true",
    "tanh,false"
  })
  void djlRunsTheTorchScriptWithTheSameLogits(String activation, boolean batchNorm)
      throws Exception {
    Trained trained = Trained.of(activation, batchNorm);
    Files.write(folder.resolve("m.pt"), ExportFormat.TORCHSCRIPT.encode(trained.exported()));
    float[] pixels = new float[trained.pixels().length];
    IntStream.range(0, pixels.length)
        .forEach(i -> pixels[i] = Byte.toUnsignedInt(trained.pixels()[i]));
    try (ai.djl.Model model = ai.djl.Model.newInstance("m", "PyTorch")) {
      model.load(folder, "m");
      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null));
          NDManager manager = NDManager.newBaseManager()) {
        NDList images = new NDList(manager.create(pixels, new Shape(IMAGES, 3, 4)));
        float[] logits = predictor.predict(images).singletonOrThrow().toFloatArray();
        assertThat(logits).hasSize(IMAGES * CLASSES.size());
        for (int i = 0; i < logits.length; i++) {
          assertThat((double) logits[i]).isCloseTo(trained.logits()[i], within(1e-5));
        }
      }
    }
  }

  @Test
  void safetensorsAreTheModelsWithTheNormalisation() {
    Trained trained = Trained.of("mish", true);
    byte[] file = ExportFormat.SAFETENSORS.encode(trained.exported());
    assertThat(Model.decode(file, "exported").encode())
        .isEqualTo(trained.exported().model().encode());
    assertThat(new String(file, StandardCharsets.UTF_8))
        .contains("\"mean\":\"0.3\",\"std\":\"0.4\"", "norm.1.running_var");
  }

  @Test
  void theOnnxGraphHasTheLayersInOrder() throws Exception {
    DynamicMessage model;
    try (InputStream schema = OnnxModel.class.getResourceAsStream("onnx.desc")) {
      FileDescriptor file =
          FileDescriptor.buildFrom(FileDescriptorProto.parseFrom(schema), new FileDescriptor[0]);
      model =
          DynamicMessage.parseFrom(
              file.findMessageTypeByName("ModelProto"),
              ExportFormat.ONNX.encode(Trained.of("silu", true).exported()));
    }
    String text = model.toString();
    assertThat(model.getUnknownFields().asMap()).isEmpty();
    assertThat(text.lines().filter(line -> line.contains("op_type")).map(String::strip))
        .containsExactly(
            "op_type: \"Sub\"",
            "op_type: \"Div\"",
            "op_type: \"Gemm\"",
            "op_type: \"BatchNormalization\"",
            "op_type: \"Sigmoid\"",
            "op_type: \"Mul\"",
            "op_type: \"Gemm\"",
            "op_type: \"BatchNormalization\"",
            "op_type: \"Sigmoid\"",
            "op_type: \"Mul\"",
            "op_type: \"Gemm\"");
    assertThat(text).contains("dim_value: 12", "dim_value: 10", "[\\\"a\\\",\\\"b\\\\\\\"\\\"");
  }
}

package org.sparkhalving.export;

/** The forms in which a network can be exported. */
public enum ExportFormat {
  /** An archive that {@code torch.jit.load} and DJL run. */
  TORCHSCRIPT {
    @Override
    public byte[] encode(ExportedModel exported) {
      return TorchScriptModel.encode(exported);
    }

    @Override
    public String usage(String file) {
      return """
          import torch

          model = torch.jit.load("%s")
          images = torch.zeros(1, 28, 28, dtype=torch.uint8)  # pixels from 0 to 255, the background 0
          with torch.no_grad():
              print(torch.softmax(model(images), 1))
          """
          .formatted(file);
    }
  },

  /** Named tensors, for a network that is built by other code. */
  SAFETENSORS {
    @Override
    public byte[] encode(ExportedModel exported) {
      return exported.model().encode(exported.metadata());
    }

    @Override
    public String usage(String file) {
      return """
          import json
          from safetensors import safe_open

          with safe_open("%s", framework="pt") as content:
              metadata = content.metadata()
              tensors = {name: content.get_tensor(name) for name in content.keys()}
          mean, std, classes = float(metadata["mean"]), float(metadata["std"]), json.loads(metadata["classes"])
          print({name: list(tensor.shape) for name, tensor in tensors.items()})
          """
          .formatted(file);
    }
  },

  /** A graph that onnxruntime and others run. */
  ONNX {
    @Override
    public byte[] encode(ExportedModel exported) {
      return OnnxModel.encode(exported);
    }

    @Override
    public String usage(String file) {
      return """
          import numpy
          import onnxruntime

          session = onnxruntime.InferenceSession("%s")
          images = numpy.zeros((1, 784), numpy.float32)  # pixels from 0 to 255, the background 0
          print(session.run(["logits"], {"images": images})[0])
          """
          .formatted(file);
    }
  };

  /** The file's bytes. */
  public abstract byte[] encode(ExportedModel exported);

  /** How Python reads the file: a program's text. */
  public abstract String usage(String file);
}

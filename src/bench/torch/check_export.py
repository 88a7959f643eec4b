"""Runs a study's exported model as TorchScript, safetensors and ONNX on all test images, and says how far the logits differ.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy safetensors onnxruntime
    for format in torchscript safetensors onnx; do ./submit/local.sh export studies/quickstart /tmp/best.$format --format $format; done
    ./submit/local.sh predict studies/quickstart data/t10k-images-idx3-ubyte.gz --json >/tmp/best.json
    /tmp/torch/bin/python src/bench/torch/check_export.py /tmp/best data

The first argument is what the four files' names begin with, the second the folder of the t10k files. Exit code 1 when a difference is
larger than 0.0001 for logits, 0.000001 for probabilities, or a class is another one.
"""

import json
import sys

import numpy
import onnxruntime
import torch
from check_model import idx, load
from safetensors import safe_open


def main():
    beginning, data = sys.argv[1:]
    pixels = idx(data, "t10k-images-idx3-ubyte", 16).reshape(-1, 28, 28)
    labels = idx(data, "t10k-labels-idx1-ubyte", 8)
    with safe_open(beginning + ".safetensors", framework="pt") as file:
        metadata = file.metadata()
    mean, std = float(metadata["mean"]), float(metadata["std"])
    images = (torch.from_numpy(pixels.astype("float32")).flatten(1) / 255 - mean) / std
    with torch.no_grad():
        plain = load(beginning + ".safetensors")(images)
        extra = {"metadata.json": ""}
        scripted = torch.jit.load(beginning + ".torchscript", _extra_files=extra)
        script = scripted(torch.from_numpy(pixels.copy()))
        probabilities = torch.softmax(plain, 1).numpy()
    onnx = onnxruntime.InferenceSession(beginning + ".onnx", providers=["CPUExecutionProvider"])
    flat = pixels.reshape(len(pixels), -1).astype("float32")
    graph = torch.from_numpy(onnx.run(["logits"], {"images": flat})[0])
    classes = json.loads(metadata["classes"])
    assert json.loads(json.loads(extra["metadata.json"])["classes"]) == classes
    assert json.loads(onnx.get_modelmeta().custom_metadata_map["classes"]) == classes
    predicted = [one["probabilities"] for one in json.load(open(beginning + ".json"))["predictions"]]
    said = numpy.array([[one[name] for name in classes] for one in predicted])

    print(f"{len(labels)} images, accuracy {100 * (plain.argmax(1).numpy() == labels).mean():.2f} %, PyTorch {torch.__version__}, "
          f"onnxruntime {onnxruntime.__version__}")
    good = True
    rows = [("TorchScript", script, 1e-4), ("ONNX", graph, 1e-4), ("predict's probabilities", torch.from_numpy(said), 1e-6)]
    for name, values, most in rows:
        expected = torch.from_numpy(probabilities) if name.startswith("predict") else plain
        difference = (values - expected).abs().max().item()
        others = int((values.argmax(1) != plain.argmax(1)).sum())
        good = good and difference <= most and others == 0
        print(f"{name}: at most {difference:.2e} from torch.nn with the safetensors, {others} other classes")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

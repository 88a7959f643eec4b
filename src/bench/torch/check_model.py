"""Loads a model of a study into plain torch.nn and prints its accuracy on the test images, for comparison with the study's.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy safetensors
    /tmp/torch/bin/python src/bench/torch/check_model.py studies/quickstart/best/model.safetensors data

The second argument is the folder of the t10k files (IDX, gzipped or not). With --logits N the logits of the first N images
are printed too, one line an image. The network is inferred from the file: its names and shapes, and the activation in its
metadata. Pixels are normalised as (x / 255 - 0.2860) / 0.3530 (--mean, --std).
"""

import argparse
import gzip
import json
import pathlib

import numpy
import torch
from safetensors import safe_open
from torch import nn

ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "mish": nn.Mish,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}


class Network(nn.Module):
    def __init__(self, widths, activation, batch_norm):
        super().__init__()
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:-1]))
        self.norm = nn.ModuleList(nn.BatchNorm1d(width) for width in widths[1:-1] if batch_norm)
        self.output = nn.Linear(widths[-2], widths[-1])
        self.activation = ACTIVATIONS[activation]()

    def forward(self, x):
        for i, linear in enumerate(self.hidden):
            x = linear(x)
            x = self.norm[i](x) if len(self.norm) > 0 else x
            x = self.activation(x)
        return self.output(x)


def load(path):
    """The network of a file; strict, so that a missing, surplus or misshapen tensor is an error."""
    with safe_open(path, framework="pt") as file:
        hyperparameters = json.loads(file.metadata()["hyperparameters"])
        tensors = {name: file.get_tensor(name) for name in file.keys() if not name.startswith("optimizer.")}
    layers = sum(name.startswith("hidden.") and name.endswith(".weight") for name in tensors)
    weights = [tensors[f"hidden.{i}.weight"] for i in range(layers)] + [tensors["output.weight"]]
    widths = [weights[0].shape[1]] + [weight.shape[0] for weight in weights]
    model = Network(widths, hyperparameters.get("activation", "relu"), "norm.0.weight" in tensors)
    model.load_state_dict(tensors, strict=True)
    return model.eval()


def idx(folder, name, header):
    plain = pathlib.Path(folder, name)
    data = plain.read_bytes() if plain.exists() else gzip.decompress(pathlib.Path(folder, name + ".gz").read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=header)


def main():
    parser = argparse.ArgumentParser(description="accuracy of a safetensors model on the test images")
    parser.add_argument("file")
    parser.add_argument("data")
    parser.add_argument("--mean", type=float, default=0.2860)
    parser.add_argument("--std", type=float, default=0.3530)
    parser.add_argument("--logits", type=int, default=0)
    arguments = parser.parse_args()
    labels = torch.from_numpy(idx(arguments.data, "t10k-labels-idx1-ubyte", 8).astype("int64"))
    pixels = torch.from_numpy(idx(arguments.data, "t10k-images-idx3-ubyte", 16).astype("float32"))
    images = (pixels.view(len(labels), -1) / 255 - arguments.mean) / arguments.std
    with torch.no_grad():
        logits = load(arguments.file)(images)
    right = int((logits.argmax(1) == labels).sum())
    loss = nn.functional.cross_entropy(logits.double(), labels).item()
    print(f"{right} of {len(labels)} right, accuracy {100 * right / len(labels):.4f} %, loss {loss:.6f}")
    for row in logits[: arguments.logits].tolist():
        print(*(f"{value:.6f}" for value in row))


if __name__ == "__main__":
    main()

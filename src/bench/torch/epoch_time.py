"""Times an epoch of training here, in PyTorch, and of its matrix products alone, in alternation, one thread each.

Usage: epoch_time.py DATA ROUNDS JAVA_COMMAND...   (run by ../epoch-time.sh)

Session 2's best configuration on Fashion-MNIST's first 48,000 training images:
  ours     the TorchScript program that the job runs (EpochTime.java, its own process)
  bfloat16 the same with resources.precision = bfloat16
  eager    PyTorch eager: normalised images resident in memory as floats, batches by index, no DataLoader
  loader   PyTorch eager with a DataLoader over a Dataset that normalises image by image, as the study had it
  floor    the matrix products of that network alone, into given outputs
Prints a Markdown table: median seconds, and the median of the paired ratios to eager with its quartiles.
"""

import gzip
import statistics
import subprocess
import sys
import time

import numpy
import torch
from torch import nn

WIDTHS = [784, 342, 580, 491, 10]
DROPS = [0.32064883, 0.06977326, 0.25467519]
IMAGES = 48_000


def idx(path, header):
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


class Images(torch.utils.data.Dataset):
    """Normalises an image when it is asked for, as torchvision's ToTensor and Normalize do."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels, labels

    def __len__(self):
        return IMAGES

    def __getitem__(self, index):
        return (self.pixels[index].float().div(255) - 0.2860) / 0.3530, self.labels[index]


class Eager:
    def __init__(self):
        layers = []
        for i, drop in enumerate(DROPS):
            layers += [nn.Linear(WIDTHS[i], WIDTHS[i + 1]), nn.BatchNorm1d(WIDTHS[i + 1]), nn.Mish(), nn.Dropout(drop)]
        self.model = nn.Sequential(*layers, nn.Linear(WIDTHS[-2], WIDTHS[-1]))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0010715919, weight_decay=9.2819e-5)
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()

    def epoch(self, batches):
        start = time.perf_counter()
        for x, y in batches:
            self.step(x, y)
        return time.perf_counter() - start


def floor(batch):
    """The products of forward and backward: x W', dy' x, dy W (the first layer's input has no gradient)."""
    xs = [torch.randn(batch, w) for w in WIDTHS]
    ws = [torch.randn(o, i) for i, o in zip(WIDTHS, WIDTHS[1:])]
    dw = [torch.empty_like(w) for w in ws]
    ys = [torch.empty_like(x) for x in xs]
    start = time.perf_counter()
    for _ in range(-(-IMAGES // batch)):
        for i, w in enumerate(ws):
            torch.mm(xs[i], w.t(), out=ys[i + 1])
            torch.mm(xs[i + 1].t(), xs[i], out=dw[i])
            if i > 0:
                torch.mm(xs[i + 1], w, out=ys[i])
    return time.perf_counter() - start


def main(data, rounds, java):
    torch.set_num_threads(1)
    pixels = torch.from_numpy(idx(f"{data}/train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:IMAGES].copy())
    labels = torch.from_numpy(idx(f"{data}/train-labels-idx1-ubyte.gz", 8)[:IMAGES].astype(numpy.int64))
    floats = (pixels.float() / 255 - 0.2860) / 0.3530
    ours = subprocess.Popen(java + [data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert ours.stdout.readline().strip() == "ready"

    def ours_epoch(batch, precision):
        print(batch, precision, file=ours.stdin, flush=True)
        return float(ours.stdout.readline().split()[0])

    print(f"torch {torch.__version__}, one thread each, {rounds} rounds\n")
    print("| batch | what | seconds an epoch | ratio to eager (quartiles) |\n|---|---|---|---|")
    for batch in (1024, 512):
        eager, loaded = Eager(), Eager()
        loader = torch.utils.data.DataLoader(Images(pixels, labels), batch_size=batch, shuffle=True)

        def batches():
            order = torch.randperm(IMAGES)
            return ((floats[rows], labels[rows]) for rows in order.split(batch))

        measures = {
            "ours": lambda: ours_epoch(batch, "FLOAT32"),
            "bfloat16": lambda: ours_epoch(batch, "BFLOAT16"),
            "eager": lambda: eager.epoch(batches()),
            "loader": lambda: loaded.epoch(loader),
            "floor": lambda: floor(batch),
        }
        times = {name: [] for name in measures}
        for round_number in range(rounds + 1):
            for name, measure in measures.items():
                seconds = measure()
                if round_number > 0:  # The first round warms up.
                    times[name].append(seconds)
        for name, seconds in times.items():
            ratios = [s / e for s, e in zip(seconds, times["eager"])]
            low, middle, high = statistics.quantiles(ratios, n=4)
            print(f"| {batch} | {name} | {statistics.median(seconds):.2f} | {middle:.2f} ({low:.2f}-{high:.2f}) |", flush=True)
    ours.stdin.close()
    ours.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])

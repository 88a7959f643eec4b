"""Times an epoch of training here, in PyTorch, and of its matrix products alone, in alternation, with one thread each.

Usage: epoch_time.py DATA ROUNDS DEVICE PRECISIONS JAVA_COMMAND...   (run by ../epoch-time.sh; DEVICE is cpu or cuda)

Session 2's best configuration on Fashion-MNIST's first 48,000 training images:
  ours    the TorchScript program that the job runs (EpochTime.java, a process of its own; on CUDA another one for tf32)
  pair    the same, of two trials at a time in that process
  eager   PyTorch eager: normalised images resident on the device as floats, batches by index, no DataLoader
  fused   eager with Adam's fused step
  compile torch.compile (Inductor, which needs a C++ compiler) with Adam's fused step
  loader  PyTorch eager with a DataLoader over a Dataset that normalises image by image, as the study had it
  floor   the matrix products of that network alone, into given outputs
Each in float32; ours (resources.precision) and compile (torch.autocast) also in bfloat16, on CUDA ours and eager in tf32 and bfloat16:
those of them that PRECISIONS names, float32 always.
Prints a Markdown table: median seconds, and the median of the paired ratios to eager, of the same precision on CUDA and of float32
on the CPU, with its quartiles; and how much more two trials at a time train than one.
"""

import gzip
import os
import statistics
import subprocess
import sys
import time

import numpy
import torch

from eager import DEVIATION, MEAN, WIDTHS, Eager

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
        return (self.pixels[index].float().div(255) - MEAN) / DEVIATION, self.labels[index]


def timed(device, work, tf32=False):
    """The seconds that some work takes, until the device has done it."""
    torch.backends.cuda.matmul.allow_tf32 = tf32
    start = time.perf_counter()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - start


def floor(batch, device):
    """The products of forward and backward: x W', dy' x, dy W (the first layer's input has no gradient)."""
    xs = [torch.randn(batch, w, device=device) for w in WIDTHS]
    ws = [torch.randn(o, i, device=device) for i, o in zip(WIDTHS, WIDTHS[1:])]
    dw = [torch.empty_like(w) for w in ws]
    ys = [torch.empty_like(x) for x in xs]

    def products():
        for _ in range(-(-IMAGES // batch)):
            for i, w in enumerate(ws):
                torch.mm(xs[i], w.t(), out=ys[i + 1])
                torch.mm(xs[i + 1].t(), xs[i], out=dw[i])
                if i > 0:
                    torch.mm(xs[i + 1], w, out=ys[i])

    return lambda: timed(device, products)


class Ours:
    """EpochTime.java in a process."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(
            command, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit("epoch_time.py: EpochTime did not start, for the reason above")

    def epoch(self, batch, precision, trials):
        print(batch, precision.upper(), trials, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"epoch_time.py: EpochTime ended at batch {batch} in {precision}, for the reason above")
        return float(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measures(device, batch, pixels, labels, ours):
    """By (what, precision): a function that trains an epoch and returns its seconds. Eager's are the ratios' denominators."""
    resident = pixels.to(device), labels.to(device)

    def by_us(precision, trials=1):
        return lambda: ours[precision].epoch(batch, precision, trials)

    def eager(precision, **tuned):
        model = Eager(*resident, batch, precision, **tuned)
        steps = -(-IMAGES // batch)
        return lambda: timed(device, lambda: model.train(torch.randperm(IMAGES, device=device), steps), precision == "tf32")

    def loaded():
        model = Eager(*resident, batch, "float32")
        loader = torch.utils.data.DataLoader(Images(pixels, labels), batch_size=batch, shuffle=True)

        def epoch():
            for x, y in loader:
                model.step(x.to(device), y.to(device))

        return lambda: timed(device, epoch)

    found = {("ours", precision): by_us(precision) for precision in ours}
    found |= {("pair", precision): by_us(precision, 2) for precision in ours}
    found |= {("eager", precision): eager(precision) for precision in (ours if device == "cuda" else ["float32"])}
    found[("fused", "float32")] = eager("float32", fused=True)
    found |= {("compile", precision): eager(precision, fused=True, compiled=True) for precision in ours if precision != "tf32"}
    return found | {("loader", "float32"): loaded(), ("floor", "float32"): floor(batch, device)}


def quartiles(ratios):
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


def report(batch, times):
    for (what, precision), seconds in times.items():
        eager = times.get(("eager", precision), times["eager", "float32"])
        ratios = quartiles([s / e for s, e in zip(seconds, eager)])
        print(f"| {batch} | {what} | {precision} | {statistics.median(seconds):.3f} | {ratios} |", flush=True)


def throughputs(batch, times):
    """How much more two trials at a time train than one."""
    for (what, precision), together in times.items():
        if what == "pair":
            ratios = quartiles([2 * alone / each for alone, each in zip(times["ours", precision], together)])
            yield f"Two trials at a time in {precision} at batch {batch}: {ratios} times the throughput of one."


def main(data, rounds, device, precisions, java):
    if rounds < 2:
        sys.exit("epoch_time.py: quartiles need at least 2 rounds")
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit(f"epoch_time.py: PyTorch {torch.__version__} finds no CUDA device")
    torch.set_num_threads(1)
    pixels = torch.from_numpy(idx(f"{data}/train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:IMAGES].copy())
    labels = torch.from_numpy(idx(f"{data}/train-labels-idx1-ubyte.gz", 8)[:IMAGES].astype(numpy.int64))
    process = Ours(java + [data, device])
    ours = {precision: process for precision in ["float32", "bfloat16"] if precision in ["float32", *precisions]}
    if "tf32" in precisions:
        ours["tf32"] = Ours(java + [data, device], TORCH_ALLOW_TF32_CUBLAS_OVERRIDE="1")
    where = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    print(f"torch {torch.__version__}, {where}, one thread each, {rounds} rounds\n")
    print("| batch | what | precision | seconds an epoch | ratio to eager (quartiles) |\n|---|---|---|---|---|")
    pairs = []
    for batch in (1024, 512):
        functions = measures(device, batch, pixels, labels, ours)
        times = {key: [] for key in functions}
        for round_number in range(rounds + 1):
            for key, function in functions.items():
                seconds = function()
                if round_number > 0:  # The first round warms up.
                    times[key].append(seconds)
        report(batch, times)
        pairs += throughputs(batch, times)
    print("", *pairs, sep="\n")
    for process in set(ours.values()):
        process.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4].split(), sys.argv[5:])

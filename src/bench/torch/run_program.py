"""Runs the product's own TorchScript archives in plain PyTorch (2.5 or newer), on a GPU or the CPU: no Java, no network.

    src/bench/program-archives.sh target/archives              where Java is
    python run_program.py target/archives --device cuda [--data DATA]        where the GPU is: needs src/bench/torch and the archives

Checks, one line each: PyTorch's traces, dropout's share and that the same seed gives the same mask as on the CPU, two trials side
by side. With --data, the folder of Fashion-MNIST's gzipped files, it also learns: three epochs, test accuracy at least 85 %.
Figures: seconds an epoch beside eager PyTorch, kernels a step, and peak device memory. Exit code 1 if a check fails.
"""

import argparse
import gzip
import pathlib
import statistics
import sys
import threading
import time

import torch

from eager import Eager
from traces import TOLERANCES, replay
from trial import Archives, Trial

IMAGES, STEPS_PER_CALL, RATE = 48_000, 50, 0.0010715919


class Report:
    def __init__(self):
        self.failed = 0

    def check(self, name, passed, text):
        self.failed += not passed
        print(f"{'ok    ' if passed else 'FAILED'} {name}: {text}", flush=True)


def traces(archives, device, formulations, report):
    for formulation in formulations:
        for products, tolerance in TOLERANCES.items():
            worst = {
                entry["name"]: replay(archives, entry, device)
                for entry in archives.entries
                if "case" in entry and entry["formulation"] == formulation and entry["products"] == products
            }
            name = max(worst, key=worst.get)
            report.check(
                f"traces in {products}, program for {formulation.upper()}",
                worst[name] <= 1,
                f"{len(worst)} replayed, the farthest ({name}) {worst[name]:.2g} of the allowed {tolerance:g}")


def dropout(archives, device, report):
    """The masks' draws of the program for CUDA: integers, so exactly the CPU's."""
    entry = archives.entry("session2-1024-float32-cuda")
    draw, rows = archives.load(entry)("draws"), entry["batch_size"]

    def draws(seed, where=device):
        return [layer.cpu() for layer in draw(torch.empty(1, device=where), rows, seed)]

    seeds = [1234567890123456789, -987654321098765432]
    first, second = draws(seeds[0]), draws(seeds[1])
    for layer, drop in enumerate(entry["drops"]):
        limit = int(drop * 2**64 - 2**63)
        shares = [(drawn[layer] < limit).double().mean().item() for drawn in (first, second)]
        allowed = 5 * (drop * (1 - drop) / first[layer].numel()) ** 0.5
        report.check(
            f"dropout of layer {layer + 1}",
            all(abs(share - drop) < allowed for share in shares),
            f"{shares[0]:.5f} and {shares[1]:.5f} dropped, {drop:.5f} ± {allowed:.5f} expected")
    same = all(torch.equal(a, b) and torch.equal(a, c) for a, b, c in zip(first, draws(seeds[0]), draws(seeds[0], "cpu")))
    other = not any(torch.equal(a, b) for a, b in zip(first, second))
    report.check("masks", same and other, "a seed gives the same twice, those of the CPU; another seed others")


def data(folder, device, prefix="train"):
    """Images [n, 784] in bytes and labels; made up without a folder."""
    if folder is None:
        generator = torch.Generator().manual_seed(0)
        images = torch.randint(256, (IMAGES, 784), generator=generator, dtype=torch.uint8)
        return images.to(device), torch.randint(10, (IMAGES,), generator=generator).to(device)

    def idx(name, header):
        return torch.frombuffer(bytearray(gzip.decompress((folder / name).read_bytes())[header:]), dtype=torch.uint8)

    images = idx(f"{prefix}-images-idx3-ubyte.gz", 16).view(-1, 784)[:IMAGES]
    return images.to(device), idx(f"{prefix}-labels-idx1-ubyte.gz", 8)[:IMAGES].long().to(device)


def epoch(trial, order, seed, steps=None):
    steps = steps or -(-len(order) // trial.batch)
    for first in range(0, steps, STEPS_PER_CALL):
        count = min(STEPS_PER_CALL, steps - first)
        seeds = [(seed * 1_000_003 + first + i) * 0x9E3779B97F4A7C15 % 2**63 for i in range(count)]
        total = trial.train(order, first, count, [RATE] * count, seeds)
    return total


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def order_of(images, seed):
    return torch.randperm(len(images), generator=torch.Generator().manual_seed(seed)).to(images.device)


def side_by_side(archives, formulation, images, labels, report):
    """Two trials in threads of one process, and the same one after the other: the same parameters."""

    def trials():
        return [
            Trial(archives, archives.entry(f"session2-{batch}-float32-{formulation}"), images, labels, seed)
            for seed, batch in ((1, 512), (2, 1024))
        ]

    def run(trial):
        torch.set_num_threads(1)
        epoch(trial, order_of(images, trial.batch), trial.batch, steps=20)

    alone, together = trials(), trials()
    for trial in alone:
        run(trial)
    threads = [threading.Thread(target=run, args=(trial,)) for trial in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    synchronize(images.device)
    apart = max((a.parameters - b.parameters).abs().max().item() for a, b in zip(alone, together))
    finite = all(torch.isfinite(trial.parameters).all() for trial in together)
    report.check(
        "two trials side by side",
        finite and apart <= (0 if images.device.type == "cpu" else 1e-3),
        f"20 steps each; parameters differ from those of trials alone by at most {apart:g}")


def learning(archives, formulation, folder, device, report):
    images, labels = data(folder, device)
    test_images, test_labels = data(folder, device, "t10k")
    for products in ("float32", "bfloat16"):
        trial = Trial(archives, archives.entry(f"session2-512-{products}-{formulation}"), images, labels, seed=3)
        for number in range(3):
            epoch(trial, order_of(images, number), number)
        trial.images, trial.labels = test_images, test_labels
        loss, accuracy = trial.evaluate(torch.arange(len(test_labels), device=device))
        report.check(f"learning in {products}", accuracy >= 85, f"test accuracy {accuracy:.2f} % after 3 epochs, loss {loss:.4f}")


def kernels(run, device):
    """Kernels that one call of `run` launches; operators on a CPU."""
    from torch.profiler import DeviceType, ProfilerActivity, profile

    activities = [ProfilerActivity.CPU] + ([ProfilerActivity.CUDA] if device.type == "cuda" else [])
    with profile(activities=activities) as profiled:
        run()
        synchronize(device)
    events = [event for event in profiled.events() if event.device_type == DeviceType.CUDA]
    return len(events) if device.type == "cuda" else sum(event.name.startswith("aten::") for event in profiled.events())


def timed(run, device):
    synchronize(device)
    started = time.perf_counter()
    run()
    synchronize(device)
    return time.perf_counter() - started


def peak(run, device):
    """Megabytes of tensors at once, beyond those before."""
    if device.type != "cuda":
        return "–"
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    run()
    return f"{(torch.cuda.max_memory_allocated(device) - before) / 1e6:.0f}"


def figures(archives, formulation, images, labels, rounds):
    device = images.device
    what = "kernels" if device.type == "cuda" else "operators"
    print(f"\n| batch | products | s an epoch | eager | ratio (least to most) | {what} a step | eager | peak MB | eager |")
    print("|---|---|---|---|---|---|---|---|---|")
    for batch in (512, 1024):
        for products in ("float32", "bfloat16"):
            trial = Trial(archives, archives.entry(f"session2-{batch}-{products}-{formulation}"), images, labels)
            eager = Eager(images, labels, batch, products)
            order = order_of(images, 0)
            runs = (lambda steps: epoch(trial, order, 1, steps)), (lambda steps: eager.train(order, steps))
            steps = -(-len(order) // batch)
            times = [[timed(lambda: run(steps), device) for run in runs] for _ in range(rounds + 1)][1:]
            ratios = [ours / theirs for ours, theirs in times]
            counts = [kernels(lambda: run(1), device) for run in runs]
            peaks = [peak(lambda: run(10), device) for run in runs]
            ours, theirs = (statistics.median(column) for column in zip(*times))
            print(
                f"| {batch} | {products} | {ours:.3f} | {theirs:.3f} | {statistics.median(ratios):.2f}"
                f" ({min(ratios):.2f}–{max(ratios):.2f}) | {counts[0]} | {counts[1]} | {peaks[0]} | {peaks[1]} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description="the product's TorchScript programs in plain PyTorch")
    parser.add_argument("archives", type=pathlib.Path)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--data", type=pathlib.Path, help="folder of Fashion-MNIST's gzipped files")
    parser.add_argument("--rounds", type=int, default=5, help="epochs timed of each (default 5)")
    arguments = parser.parse_args()
    device = torch.device(arguments.device, 0) if arguments.device == "cuda" else torch.device("cpu")
    if device.type == "cuda" and not torch.cuda.is_available():
        sys.exit("no GPU that this PyTorch can use; --device cpu runs the programs for CUDA on the CPU")
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU, one thread"
    print(f"PyTorch {torch.__version__} on {name}\n", flush=True)
    archives, report = Archives(arguments.archives), Report()
    # On the CPU the programs for CUDA run too; the CPU's own are what a CPU trains with.
    traces(archives, device, ["cuda"] if device.type == "cuda" else ["cpu", "cuda"], report)
    dropout(archives, device, report)
    images, labels = data(arguments.data, device)
    side_by_side(archives, device.type, images, labels, report)
    if arguments.data:
        learning(archives, "cuda", arguments.data, device, report)
    figures(archives, device.type, images, labels, arguments.rounds)
    print(f"\n{report.failed} checks failed" if report.failed else "\nall checks passed")
    sys.exit(bool(report.failed))


if __name__ == "__main__":
    main()

"""Checks, without a GPU, that the product's programs for CUDA can run there.

    python3 -m venv /tmp/cuda && /tmp/cuda/bin/pip install torch==2.5.1 numpy      (PyPI's build for Linux has CUDA; no GPU is needed)
    src/bench/program-archives.sh target/archives
    /tmp/cuda/bin/python src/bench/torch/check_operators.py target/archives [--list FILE]

1. Every operator that the archives call is looked up in the dispatch tables of this libtorch: has it a kernel for CUDA, or is it
   made of such? --list writes the names of those that have, for CudaOperatorsTest.
2. Every archive trains two steps, evaluates and computes logits on fake CUDA tensors (FakeTensorMode): shapes, types and devices
   without memory. It finds tensors that were left on the CPU and operators that refuse CUDA.
Prints a Markdown table and what failed. Exit code 0 if the programs for CUDA pass and those for the CPU, which call torch.Generator,
fail (a check that finds nothing there would be none), else 1.
"""

import argparse
import collections
import pathlib
import sys

import torch
from torch._decomp import decomposition_table
from torch._subclasses.fake_impls import register_op_impl
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

from trial import DTYPES, Archives

METHODS = ("train", "evaluate", "logits")
# Operators that exist in TorchScript alone and make something of a device's own.
MADE_FOR_CPU_ONLY = {"aten::Generator": "makes generators for the CPU and MPS only"}


def nodes(block):
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from nodes(inner)


def operators(method):
    """Names with overload of what an archive calls, e.g. aten::add_.Tensor."""
    found = set()
    for name in METHODS:
        graph = method(name).graph
        torch._C._jit_pass_inline(graph)
        for node in nodes(graph):
            schema = node.schema()
            if schema != "(no schema)":
                found.add(schema.split("(")[0])
    return found


def kernel(operator):
    """How CUDA gets an operator: a word, or None where it does not."""
    if operator in MADE_FOR_CPU_ONLY:
        return None
    try:
        if torch._C._dispatch_has_kernel_for_dispatch_key(operator, "CUDA"):
            return "CUDA kernel"
        if torch._C._dispatch_has_computed_kernel_for_dispatch_key(operator, "CUDA"):
            return "made of others"
        return None
    except RuntimeError:  # Not an operator of the dispatcher.
        return "TorchScript's own, on numbers, lists and properties of tensors"


def batch_norm_update_stats(x, running_mean, running_var, momentum):
    return x.new_empty(x.shape[1]), x.new_empty(x.shape[1])


# Written into a given tensor, these look for a GPU's driver in PyTorch 2.5.1, on fake tensors too, although they need none there.
INTO_A_GIVEN_TENSOR = {
    "silu.out": "out",
    "silu_backward.grad_input": "grad_input",
    "threshold_backward.grad_input": "grad_input",
    "leaky_relu_backward.grad_input": "grad_input",
    "gelu_backward.grad_input": "grad_input",
    "tanh_backward.grad_input": "grad_input",
}


def register_fakes():
    """Shape functions that this version lacks; the result must be kept while they are needed."""
    library = torch.library.Library("aten", "IMPL", "Meta")
    library.impl("batch_norm_update_stats", batch_norm_update_stats)
    if hasattr(torch._C, "_ensureCUDADeviceGuardSet"):
        torch._C._ensureCUDADeviceGuardSet()
    else:
        for operator, given in INTO_A_GIVEN_TENSOR.items():
            name, overload = operator.split(".")
            function = getattr(getattr(torch.ops.aten, name), overload)
            decomposition_table.pop(function, None)
            register_op_impl(function)(lambda mode, function, *inputs, given=given, **named: named[given])
    return library


class Launches(TorchDispatchMode):
    """Counts the operators that do something on a device: not views, not bare allocations."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.name()
        self.count += name.startswith("aten::") and not function.is_view and "empty" not in name
        return function(*args, **(kwargs or {}))


class FakeTrial:
    """A trial's tensors without memory. Methods raise where an operator refuses."""

    def __init__(self, archives, entry):
        self.method, self.entry = archives.load(entry), entry
        widths, rows = entry["widths"], 200
        self.images, self.labels = self.empty(rows, widths[0], dtype=torch.uint8), self.empty(rows, dtype=torch.int64)
        self.order = self.empty(2 * entry["batch_size"] + 7, dtype=torch.int64)
        self.parameters, self.gradients = self.empty(entry["parameters"]), self.empty(entry["parameters"])
        self.state = [self.empty(entry["parameters"]) for _ in range(entry["states"])]
        self.means = [self.empty(width) for width in widths[1:-1] if entry["batch_norm"]]
        self.variances = [self.empty(width) for width in widths[1:-1] if entry["batch_norm"]]
        self.total, self.correct = self.empty((), dtype=torch.float64), self.empty((), dtype=torch.int64)

    def empty(self, *shape, dtype=None):
        return torch.empty(*shape, dtype=dtype or DTYPES[self.entry["products"]], device="cuda")

    def train(self, steps):
        self.method("train")(
            self.images, self.labels, self.order, self.parameters, self.gradients, self.state, self.means, self.variances,
            self.total, 0, steps, 0, [0.01] * steps, [1, -2, 3][:steps])

    def launches(self):
        """Of one step; the first calls are not counted, since fake tensors decompose operators once."""
        counts = []
        self.train(2)
        for steps in (1, 2):
            with Launches() as launches:
                self.train(steps)
            counts.append(launches.count)
        return counts[1] - counts[0]

    def evaluate(self):
        predicted = self.method("evaluate")(
            self.images, self.labels, self.order, self.parameters, self.means, self.variances, self.total, self.correct)
        logits = self.method("logits")(self.images, self.order, self.parameters, self.means, self.variances)
        assert predicted.device.type == logits.device.type == "cuda"
        assert list(logits.shape) == [len(self.order), self.entry["widths"][-1]]


def run_on_fake_tensors(archives, entry):
    """Two whole batches and a ragged one, evaluation and logits; raises where an operator refuses."""
    with FakeTensorMode(allow_non_fake_inputs=True):
        trial = FakeTrial(archives, entry)
        trial.train(3)
        trial.evaluate()


def launches_a_step(archives, products):
    with FakeTensorMode(allow_non_fake_inputs=True):
        return FakeTrial(archives, archives.entry(f"session2-512-{products}-cuda")).launches()


def last_line(error):
    return [line for line in str(error).splitlines() if line.strip()][-1].strip()


def main():
    parser = argparse.ArgumentParser(description="the operators of the programs for CUDA, looked up and run on fake tensors")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--list", type=pathlib.Path)
    arguments = parser.parse_args()
    archives = Archives(arguments.folder)
    library = register_fakes()
    lacking, failures = collections.defaultdict(set), collections.defaultdict(list)
    counts, table = collections.Counter(), {}
    for entry in archives.entries:
        formulation = entry["formulation"]
        counts[formulation] += 1
        for operator in operators(archives.load(entry)):
            if kernel(operator) is None:
                lacking[formulation].add(operator)
            if formulation == "cuda":
                table[operator] = kernel(operator)
        try:
            run_on_fake_tensors(archives, entry)
        except (RuntimeError, NotImplementedError) as error:
            failures[formulation].append((entry["name"], last_line(error)))
    report(table, counts, lacking, failures)
    print("\n| products | operators of a step of session 2's network, at most one launch each but for products and BatchNorm |\n|---|---|")
    for products in ("float32", "bfloat16"):
        print(f"| {products} | {launches_a_step(archives, products)} |")
    del library
    if arguments.list:
        names = {operator.split("::")[1].split(".")[0] for operator, how in table.items() if how}
        head = [f"# Written by src/bench/torch/check_operators.py with PyTorch {torch.__version__}: names that CUDA has."]
        arguments.list.write_text("\n".join(head + sorted(names)) + "\n")
    passed = not lacking["cuda"] and not failures["cuda"] and lacking["cpu"] and len(failures["cpu"]) == counts["cpu"]
    print("\npassed" if passed else "\nFAILED")
    sys.exit(not passed)


def report(table, counts, lacking, failures):
    print(f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {'a' if torch.cuda.is_available() else 'no'} GPU\n")
    print("| operator of the programs for CUDA | how CUDA gets it |\n|---|---|")
    for operator, how in sorted(table.items(), key=lambda item: (str(item[1]), item[0])):
        print(f"| `{operator}` | {how or '**nothing**'} |")
    print("\n| programs | archives | operators without CUDA | failed on fake CUDA tensors |\n|---|---|---|---|")
    for formulation in counts:
        without = ", ".join(f"`{operator}`" for operator in sorted(lacking[formulation])) or "none"
        print(f"| for {formulation.upper()} | {counts[formulation]} | {without} | {len(failures[formulation])} |")
    for formulation, failed in failures.items():
        for message, number in collections.Counter(message for _, message in failed).most_common(5):
            example = next(name for name, text in failed if text == message)
            print(f"\nfor {formulation.upper()}, {number} archives, {example} the first: {message}")


if __name__ == "__main__":
    main()

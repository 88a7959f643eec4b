"""A trial that plain PyTorch trains with the product's own TorchScript archive; see run_program.py."""

import json
import pathlib
import warnings

import torch

DTYPES = {"float32": torch.float32, "float64": torch.float64, "bfloat16": torch.float32}  # Of parameters, by that of products.


class Archives:
    """A folder that program-archives.sh wrote."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.entries = json.loads((self.folder / "archives.json").read_text())

    def entry(self, name):
        return next(entry for entry in self.entries if entry["name"] == name)

    def load(self, entry):
        """The program of an entry: its methods by name are functions."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.jit.load(str(self.folder / (entry["name"] + ".pt")))
        return program._c._get_method


class Trial:
    """Buffers as the product has them, around a program. Fresh parameters are torch.nn's defaults, from `seed`."""

    def __init__(self, archives, entry, images, labels, seed=0):
        self.entry, self.images, self.labels = entry, images, labels
        self.method = archives.load(entry)
        self.batch, self.steps = entry["batch_size"], 0
        like = {"dtype": DTYPES[entry["products"]], "device": images.device}
        self.parameters = torch.zeros(entry["parameters"], **like)
        self.gradients = torch.zeros(entry["parameters"], **like)
        self.state = [torch.zeros(entry["parameters"], **like) for _ in range(entry["states"])]
        normed = entry["widths"][1:-1] if entry["batch_norm"] else []
        self.means = [torch.zeros(width, **like) for width in normed]
        self.variances = [torch.ones(width, **like) for width in normed]
        self.reset(seed)

    def reset(self, seed):
        generator = torch.Generator().manual_seed(seed)
        for name, view in self.views().items():
            fan_in = self.entry["widths"][int(name.split(".")[1])] if name.startswith("hidden") else self.entry["widths"][-2]
            if name.startswith("norm"):
                view.fill_(1.0 if name.endswith("weight") else 0.0)
            else:
                view.copy_((torch.rand(view.shape, generator=generator, dtype=view.dtype) * 2 - 1) / fan_in**0.5)

    def views(self):
        """The parameters by their names in a checkpoint."""
        return {
            place["name"]: self.parameters[place["offset"] :][: torch.Size(place["shape"]).numel()].view(place["shape"])
            for place in self.entry["layout"]
        }

    def train(self, order, first, steps, rates, seeds):
        """Steps first .. first + steps - 1 of an epoch over `order`; the sum of the samples' losses, still on the device."""
        total = torch.zeros((), dtype=torch.float64, device=self.images.device)
        # Per thread, as the product does: no optimizing executor, which would compile the program anew for the first two calls.
        with torch.jit.optimized_execution(False), torch.no_grad():
            self.method("train")(
                self.images, self.labels, order, self.parameters, self.gradients, self.state, self.means, self.variances, total,
                first, steps, self.steps, rates, seeds)
        self.steps += steps
        return total

    def evaluate(self, rows):
        """Mean loss, percentage of right answers."""
        total = torch.zeros((), dtype=torch.float64, device=self.images.device)
        correct = torch.zeros((), dtype=torch.int64, device=self.images.device)
        with torch.jit.optimized_execution(False), torch.no_grad():
            self.method("evaluate")(
                self.images, self.labels, rows, self.parameters, self.means, self.variances, total, correct)
        return total.item() / len(rows), 100 * correct.item() / len(rows)

    def logits(self, rows):
        with torch.jit.optimized_execution(False), torch.no_grad():
            return self.method("logits")(self.images, rows, self.parameters, self.means, self.variances)

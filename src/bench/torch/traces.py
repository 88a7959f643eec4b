"""Replays PyTorch's own traces with the product's archives, as TorchTracesTest does in Java; see run_program.py."""

import json

import torch

from trial import DTYPES, Trial

TOLERANCES = {"float64": 1e-7, "float32": 1e-4}


def case_of(archives, entry):
    cases = json.loads((archives.folder / entry["file"]).read_text())["cases"]
    return next(case for case in cases if case["name"] == entry["case"])


def theirs(name, case):
    """A trace calls every linear layer linear.i."""
    return name.replace("output.", f"linear.{len(case['dims']) - 2}.").replace("hidden.", "linear.")


class Comparison:
    """Values of a case beside PyTorch's: the largest difference, relative to 1 + |expected|, in units of what is allowed.

    With BatchNorm and no decay in the gradient a hidden Linear's bias has a gradient of zero, whose rounding the optimizers
    amplify: in float32 those biases, the running means that follow them, and evaluations are not determined, in float64 to 1e-6.
    """

    def __init__(self, case, products):
        self.tolerance, self.products, self.worst = TOLERANCES[products], products, 0.0
        self.loose = bool(case["batch_norm"]) and (not case["weight_decay"] or case["optimizer"] == "adamw")
        self.output_bias = theirs("output.bias", case)

    def compares(self, name):
        undetermined = name.endswith("running_mean") or (name.startswith("linear.") and name.endswith(".bias"))
        return self.products == "float64" or not self.loose or not undetermined or name == self.output_bias

    def compares_evaluations(self):
        return self.products == "float64" or not self.loose

    def add(self, found, expected, name=""):
        expected = torch.as_tensor(expected, dtype=torch.float64)
        found = torch.as_tensor(found, dtype=torch.float64).cpu()
        allowed = max(self.tolerance, 1e-6) if self.loose and name else self.tolerance
        worst = ((found - expected).abs() / (1 + expected.abs())).max().item() / allowed
        self.worst = max(self.worst, worst if worst == worst else float("inf"))


def replay(archives, entry, device):
    """How far from PyTorch's numbers a case comes; 1 is the most that is allowed."""
    case = case_of(archives, entry)
    dtype = DTYPES[entry["products"]]
    images = torch.tensor(case["x"], dtype=torch.float64, device=device)
    trial = Trial(archives, entry, images, torch.tensor(case["y"], device=device))
    for name, view in trial.views().items():
        view.copy_(torch.tensor(case["initial"][theirs(name, case)], dtype=dtype))
    comparison, rows = Comparison(case, entry["products"]), torch.arange(len(case["y"]), device=device)
    per_epoch = -(-len(rows) // trial.batch)
    for epoch in range(case["epochs"]):
        for step in range(per_epoch):
            number = epoch * per_epoch + step
            size = min(trial.batch, len(rows) - step * trial.batch)
            loss = trial.train(rows, step, 1, [case["step_lr"][number]], [number]).item() / size
            comparison.add(loss, case["step_loss"][number])
        loss, accuracy = trial.evaluate(rows)
        if comparison.compares_evaluations():
            comparison.add(loss, case["epoch_eval"][epoch]["loss"], "evaluation")
            comparison.add(accuracy, case["epoch_eval"][epoch]["accuracy_percent"], "evaluation")
    found = {theirs(name, case): view for name, view in trial.views().items()}
    found.update({f"norm.{i}.running_mean": mean for i, mean in enumerate(trial.means)})
    found.update({f"norm.{i}.running_var": variance for i, variance in enumerate(trial.variances)})
    for name, value in found.items():
        if comparison.compares(name):
            comparison.add(value, case["final"][name], name)
    if comparison.compares_evaluations():
        comparison.add(trial.logits(rows), case["final_eval_logits"], "logits")
    return comparison.worst

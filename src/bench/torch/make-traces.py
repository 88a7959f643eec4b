"""Makes src/test/resources/org/sparkhalving/training/more-traces.json: training runs of PyTorch that TorchTracesTest replays.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch numpy
    /tmp/torch/bin/python src/bench/torch/make-traces.py src/test/resources/org/sparkhalving/training/more-traces.json

Everything is plain torch.nn and torch.optim in float64 on the CPU. The keys are those of torch-training-traces.json, and
where a case uses them: label_smoothing, clip_norm, warmup_epochs. Inputs and initial parameters have few digits so that
every program reads the same numbers; results have 12.
"""

import json
import sys

import torch
from torch import nn

ROWS, INPUTS, CLASSES = 18, 5, 3
ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "mish": nn.Mish,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}


class Network(nn.Module):
    """Linear, BatchNorm (if wanted), activation for each hidden layer; Linear. No dropout."""

    def __init__(self, dims, activation, batch_norm):
        super().__init__()
        self.linear = nn.ModuleList(nn.Linear(a, b) for a, b in zip(dims, dims[1:]))
        self.norm = nn.ModuleList(nn.BatchNorm1d(width) for width in dims[1:-1] if batch_norm)
        self.activation = ACTIVATIONS[activation]()

    def forward(self, x):
        for i, linear in enumerate(self.linear[:-1]):
            x = linear(x)
            x = self.norm[i](x) if len(self.norm) > 0 else x
            x = self.activation(x)
        return self.linear[-1](x)


def optimizer_of(case, parameters):
    common = {"lr": case["lr"], "weight_decay": case["weight_decay"]}
    if case["optimizer"] == "adam":
        return torch.optim.Adam(parameters, **common)
    if case["optimizer"] == "adamw":
        return torch.optim.AdamW(parameters, **common)
    common["momentum"] = case["momentum"] or 0
    return {"rmsprop": torch.optim.RMSprop, "sgd": torch.optim.SGD}[case["optimizer"]](parameters, **common)


def rates_of(case, optimizer, steps_per_epoch):
    """The scheduler, if any, and whether it is stepped after each optimizer step (else after each epoch)."""
    if case.get("warmup_epochs"):
        steps = case["warmup_epochs"] * steps_per_epoch
        return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: min(1, (done + 1) / steps)), True
    if case["schedule"] is None:
        return None, False
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, case["schedule"]["t_max"], eta_min=0)
    return cosine, case["schedule"]["per"] == "step"


def rounded(value):
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    return [rounded(item) for item in value] if isinstance(value, list) else float(f"{value:.12g}")


def few_digits(tensor):
    return torch.round(tensor, decimals=4)


def trace(seed, case):
    """Trains a case and returns it with its inputs and results."""
    torch.manual_seed(seed)
    model = Network(case["dims"], case["activation"], case["batch_norm"])
    with torch.no_grad():
        for parameter in model.parameters():
            # BatchNorm's scale and shift too: their defaults 1 and 0 would hide mistakes.
            parameter.copy_(few_digits(parameter + 0.1 * torch.randn_like(parameter)))
    x = few_digits(torch.randn(ROWS, case["dims"][0]))
    y = torch.randint(case["dims"][-1], (ROWS,))
    out = dict(case, x=x.tolist(), y=y.tolist())
    out["initial"] = {name: value.tolist() for name, value in model.state_dict().items()}
    optimizer = optimizer_of(case, model.parameters())
    batch = case["batch_size"]
    scheduler, each_step = rates_of(case, optimizer, -(-ROWS // batch))
    criterion = nn.CrossEntropyLoss(label_smoothing=case.get("label_smoothing", 0.0))
    out["step_loss"], out["step_lr"], out["epoch_eval"] = [], [], []
    for _ in range(case["epochs"]):
        model.train()
        for start in range(0, ROWS, batch):
            optimizer.zero_grad()
            loss = criterion(model(x[start : start + batch]), y[start : start + batch])
            loss.backward()
            if case.get("clip_norm"):
                nn.utils.clip_grad_norm_(model.parameters(), case["clip_norm"])
            out["step_lr"].append(rounded(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            out["step_loss"].append(rounded(loss.item()))
            if scheduler and each_step:
                scheduler.step()
        if scheduler and not each_step:
            scheduler.step()
        model.eval()
        with torch.no_grad():
            logits = model(x)
            out["epoch_eval"].append(
                {
                    "loss": rounded(nn.functional.cross_entropy(logits, y).item()),
                    "accuracy_percent": rounded(100.0 * (logits.argmax(1) == y).double().mean().item()),
                }
            )
    out["final"] = {name: rounded(value) for name, value in model.state_dict().items()}
    out["final_eval_logits"] = rounded(logits)
    return out


def case(name, optimizer="adam", activation="mish", hidden=(4, 3), **changes):
    settings = {
        "name": name,
        "dims": [INPUTS, *hidden, CLASSES],
        "activation": activation,
        "batch_norm": False,
        "optimizer": optimizer,
        "lr": {"adam": 0.01, "adamw": 0.01, "rmsprop": 0.003, "sgd": 0.1}[optimizer],
        "weight_decay": 0.01,
        "momentum": None,
        "schedule": None,
        "batch_size": 6,
        "epochs": 3,
    }
    return {**settings, **changes}


def cases():
    # Every optimizer with every activation, with and without BatchNorm in turn.
    for o, optimizer in enumerate(["adam", "adamw", "rmsprop", "sgd"]):
        for a, activation in enumerate(ACTIVATIONS):
            momentum = None if optimizer.startswith("adam") else 0.9 if a % 2 else 0.0
            norm = (o + a // 2) % 2 == 0
            name = f"{optimizer}-{activation}" + ("-bn" if norm else "")
            yield case(name, optimizer, activation, batch_norm=norm, momentum=momentum)
    per_epoch, per_step = {"t_max": 2, "per": "epoch"}, {"t_max": 5, "per": "step"}
    for optimizer in ["adam", "adamw", "rmsprop", "sgd"]:
        momentum = None if optimizer.startswith("adam") else 0.5
        common = {"optimizer": optimizer, "momentum": momentum}
        yield case(f"{optimizer}-no-decay", weight_decay=0.0, **common)
        yield case(f"{optimizer}-cosine-epoch-twice", schedule=per_epoch, epochs=5, **common)
        yield case(f"{optimizer}-cosine-step-twice", schedule=per_step, epochs=5, **common)
        yield case(f"{optimizer}-smoothing", label_smoothing=0.2, **common)
        yield case(f"{optimizer}-clip-always", clip_norm=0.05, **common)
    yield case("adam-bn-no-decay", batch_norm=True, weight_decay=0.0)
    yield case("clip-never", clip_norm=100.0)
    yield case("clip-sometimes", "sgd", clip_norm=0.7, epochs=6)
    yield case("ragged", batch_size=8)
    yield case("ragged-bn", "rmsprop", batch_size=7, batch_norm=True, momentum=0.9)
    yield case("one-batch", "sgd", batch_size=ROWS)
    yield case("batch-larger-than-the-data", batch_size=ROWS + 5)
    yield case("one-row-batches", batch_size=1, epochs=1)
    yield case("one-hidden-layer", hidden=[4])
    yield case("one-hidden-layer-bn", hidden=[4], batch_norm=True, label_smoothing=0.1)
    yield case("five-hidden-layers", hidden=[5, 4, 3, 4, 5], activation="gelu")
    yield case("five-hidden-layers-bn", hidden=[5, 4, 3, 4, 5], activation="silu", batch_norm=True)
    yield case("warmup", warmup_epochs=2, epochs=4)
    yield case(
        "everything", "sgd", "leaky_relu", [6, 5, 4], batch_norm=True, momentum=0.9, schedule=per_step,
        batch_size=8, label_smoothing=0.1, clip_norm=0.3, epochs=4,
    )  # fmt: skip


def main(path):
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    traced = [trace(seed, case) for seed, case in enumerate(cases())]
    header = {
        "source": f"torch {torch.__version__}, src/bench/torch/make-traces.py",
        "dtype": "float64",
        "cases": traced,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(header, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])

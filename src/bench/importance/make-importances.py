#!/usr/bin/env python3
"""Records searches and the importances that Optuna's PED-ANOVA finds in them.

    python3 -m venv scratch && scratch/bin/pip install optuna scikit-learn
    scratch/bin/python src/bench/importance/make-importances.py \
      src/test/resources/org/sparkhalving/search/importance/importances.json.gz

The spaces are written as in this project's settings (an upper bound of randint is exclusive). One
search trains networks, with scikit-learn; the others' losses are formulas. A failed trial has no
loss: Optuna leaves it out.
"""

import gzip
import json
import math
import sys
import warnings

import optuna
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")


def suggest(trial, name, distribution):
    kind, bounds = next((k, v) for k, v in distribution.items() if k != "when")
    if kind == "choice":
        # Optuna has no lists among its options.
        index = trial.suggest_categorical(name, [json.dumps(option) for option in bounds])
        return json.loads(index)
    if kind == "randint":
        return trial.suggest_int(name, bounds[0], bounds[1] - 1)
    if kind == "quniform":
        return trial.suggest_float(name, bounds[0], bounds[1], step=bounds[2])
    return trial.suggest_float(name, bounds[0], bounds[1], log=kind == "loguniform")


def configuration(trial, space):
    values = {}
    for name, distribution in space.items():
        conditions = distribution.get("when", {})
        if all(values.get(parent) in allowed for parent, allowed in conditions.items()):
            values[name] = suggest(trial, name, distribution)
    return values


def record(name, space, loss, trials, sampler):
    rows = []

    def objective(trial):
        values = configuration(trial, space)
        result = loss(values)
        rows.append({"values": values, "loss": result})
        if result is None:
            raise optuna.TrialPruned()
        return result

    study = optuna.create_study(sampler=sampler)
    study.optimize(objective, n_trials=trials)
    importances = optuna.importance.get_param_importances(
        study, evaluator=optuna.importance.PedAnovaImportanceEvaluator()
    )
    print(name, {key: round(value, 3) for key, value in importances.items()})
    return {"name": name, "space": space, "trials": rows, "importances": importances}


def digits():
    images, labels = load_digits(return_X_y=True)
    halves = train_test_split(images / 16, labels, test_size=0.5, random_state=1)

    def loss(values):
        network = MLPClassifier(
            hidden_layer_sizes=values["hidden_sizes"],
            activation=values["activation"],
            solver=values["optimizer"],
            momentum=values.get("momentum", 0.9),
            learning_rate_init=values["base_lr"],
            alpha=values["l2_rate"],
            batch_size=values["batch_size"],
            max_iter=8,
            random_state=0,
        )
        network.fit(halves[0], halves[2])
        return 100 - 100 * network.score(halves[1], halves[3])

    return loss


def conditional(values):
    """Momentum matters much to sgd; its own warm-up is deeper still."""
    loss = 0.05 * (math.log10(values["base_lr"]) + 2.3) ** 2
    if values["optimizer"] == "sgd":
        loss += 2 * abs(0.9 - values["momentum"]) - 0.5
        if values["lr_schedule"] == "cosine":
            loss += 0.1 * abs(values["warmup_epochs"] - 3) - 0.2
    return loss + {"adam": 0, "sgd": 0, "rmsprop": 0.5}[values["optimizer"]]


def failing(values):
    """Trials of a high rate diverge."""
    if values["base_lr"] > 0.05:
        return None
    return (math.log10(values["base_lr"]) + 2) ** 2 + 0.2 * abs(values["dropout"] - 0.3) + 0.1 * (values["init"] == "normal")


def steps(values):
    """Whole numbers and steps; the losses are so coarse that many are equal."""
    return round(abs(values["layers"] - 3) + abs(values["dropout"] - 0.4) * 4 + (values["batch_size"] != 256), 0)


def many(values):
    """Twelve hyperparameters, of which two matter, and one of them only with the other."""
    return abs(values["x0"] - 0.3) + values["x0"] * abs(values["x1"] - 0.8)


def main(path):
    rate = {"loguniform": [1e-4, 0.5]}
    studies = [
        record(
            "networks on scikit-learn's digits",
            {
                "hidden_sizes": {"choice": [[16], [64], [32, 32]]},
                "activation": {"choice": ["relu", "tanh", "logistic"]},
                "optimizer": {"choice": ["adam", "sgd"]},
                "momentum": {"uniform": [0, 1], "when": {"optimizer": ["sgd"]}},
                "base_lr": rate,
                "l2_rate": {"loguniform": [1e-6, 1e-1]},
                "batch_size": {"choice": [16, 32, 64, 128, 256]},
            },
            digits(),
            120,
            optuna.samplers.RandomSampler(seed=1),
        ),
        record(
            "conditions within conditions, searched by TPE",
            {
                "base_lr": rate,
                "optimizer": {"choice": ["adam", "sgd", "rmsprop"]},
                "momentum": {"uniform": [0, 0.99], "when": {"optimizer": ["sgd"]}},
                "lr_schedule": {"choice": ["none", "cosine"], "when": {"optimizer": ["sgd"]}},
                "warmup_epochs": {"randint": [0, 10], "when": {"optimizer": ["sgd"], "lr_schedule": ["cosine"]}},
            },
            conditional,
            150,
            optuna.samplers.TPESampler(seed=2),
        ),
        record(
            "failed trials",
            {
                "base_lr": rate,
                "dropout": {"uniform": [0, 0.8]},
                "init": {"choice": ["default", "normal"]},
                "batch_norm": {"choice": [True, False]},
            },
            failing,
            80,
            optuna.samplers.RandomSampler(seed=3),
        ),
        record(
            "steps, whole numbers and equal losses",
            {
                "layers": {"randint": [1, 7]},
                "dropout": {"quniform": [0, 0.8, 0.1]},
                "batch_size": {"choice": [128, 256, 512]},
                "units": {"randint": [16, 513]},
                "one": {"randint": [4, 5]},
            },
            steps,
            100,
            optuna.samplers.RandomSampler(seed=4),
        ),
        record(
            "twelve hyperparameters",
            {f"x{i}": {"uniform": [0, 1]} for i in range(12)},
            many,
            200,
            optuna.samplers.RandomSampler(seed=5),
        ),
        record(
            "a condition that one trial meets",
            {
                "base_lr": rate,
                "optimizer": {"choice": ["adam", "sgd"] + [f"o{i}" for i in range(20)]},
                "momentum": {"uniform": [0, 1], "when": {"optimizer": ["sgd"]}},
            },
            lambda values: abs(math.log10(values["base_lr"]) + 2) + values.get("momentum", 0),
            50,
            optuna.samplers.RandomSampler(seed=7),
        ),
    ]
    with gzip.GzipFile(path, "w", mtime=0) as out:
        text = json.dumps({"optuna": optuna.__version__, "studies": studies}, separators=(",", ":"))
        out.write(text.encode())


main(sys.argv[1])

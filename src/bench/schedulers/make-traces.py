#!/usr/bin/env python3
"""Records what Ray Tune's ASHAScheduler and Optuna's SuccessiveHalvingPruner decide.

    python3 -m venv scratch && scratch/bin/pip install 'ray[tune]' optuna
    scratch/bin/python src/bench/schedulers/make-traces.py src/test/resources/scheduler-traces/traces.txt.gz

The first line states the versions. Every other line is a trace: system, metric, min epochs, max
epochs, reduction factor, number of trials, then the arrivals at rungs in order, as trial=metric and
what followed: + the trial was promoted, - it was not (stopped, or completed at max epochs), ! it crashed
(no metric). A nan is marked with what the system did and ends the trial in the trace, since here it
is a failure.
"""

import gzip
import logging
import math
import random
import sys
from types import SimpleNamespace

import numpy
import optuna
import ray
from ray.tune.schedulers import ASHAScheduler, TrialScheduler

TRACES_OF_EACH = 700


class Ray:
    """Reports each epoch's result to the real scheduler, as Tune's controller does."""

    def __init__(self, metric, least, most, factor):
        self.scheduler = ASHAScheduler(
            time_attr="training_iteration",
            metric=metric,
            mode="min" if metric == "val_loss" else "max",
            max_t=most,
            grace_period=least,
            reduction_factor=factor,
        )
        self.metric = metric
        self.trials = {}

    def report(self, number, epoch, value):
        if number not in self.trials:
            self.trials[number] = SimpleNamespace(trial_id=str(number))
            self.scheduler.on_trial_add(None, self.trials[number])
        result = {"training_iteration": epoch, self.metric: value}
        action = self.scheduler.on_trial_result(None, self.trials[number], result)
        if action == TrialScheduler.STOP:
            self.scheduler.on_trial_complete(None, self.trials[number], result)
        return action == TrialScheduler.CONTINUE

    def crash(self, number):
        if number in self.trials:
            self.scheduler.on_trial_error(None, self.trials[number])


class Optuna:
    """Reports each epoch to the real pruner through a study."""

    def __init__(self, metric, least, most, factor):
        self.most = most
        self.study = optuna.create_study(
            direction="minimize" if metric == "val_loss" else "maximize",
            pruner=optuna.pruners.SuccessiveHalvingPruner(
                min_resource=least,
                reduction_factor=factor,
                min_early_stopping_rate=0,
                bootstrap_count=0,
            ),
        )
        self.trials = {}

    def report(self, number, epoch, value):
        trial = self.trials.get(number) or self.study.ask()
        self.trials[number] = trial
        trial.report(value, epoch)
        if epoch == self.most:
            state = optuna.trial.TrialState.FAIL if math.isnan(value) else None
            self.study.tell(trial, None if state else value, state)
            return False
        if trial.should_prune():
            self.study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            return False
        return True

    def crash(self, number):
        if number in self.trials:
            self.study.tell(self.trials[number], state=optuna.trial.TrialState.FAIL)


def rungs(least, most, factor):
    levels = []
    level = least
    while level < most:
        levels.append(level)
        level *= factor
    return levels + [most]


def value(draw, style):
    if style == "ties":
        return float(draw.randrange(4))
    return round(draw.uniform(0, 100), 2 if style == "percent" else 5)


def trace(system, draw):
    metric = draw.choice(["val_accuracy", "val_loss"])
    factor = draw.choice([2, 2, 3, 4, 5])
    least = draw.randint(1, 4)
    most = draw.choice([least, least + draw.randint(0, 30), least * factor ** draw.randint(1, 3)])
    most = min(most, 64)
    trials = draw.choice([draw.randint(1, 8), draw.randint(5, 30), draw.randint(20, 60)])
    style = draw.choice(["ties", "percent", "fine"])
    bad = draw.choice([0, 0, 0.1])
    slots = draw.choice([1, 2, 4, trials])
    judge = system(metric, least, most, factor)
    levels = rungs(least, most, factor)
    waiting = list(range(trials))
    running = {}
    arrivals = []
    while waiting or running:
        while waiting and len(running) < slots:
            running[waiting.pop(0)] = 0
        number = draw.choice(list(running))
        rung = running[number]
        if draw.random() < bad / 2:
            judge.crash(number)
            arrivals.append(f"{number}=!")
            del running[number]
            continue
        at_rung = math.nan if draw.random() < bad / 2 else value(draw, style)
        for epoch in range(levels[rung - 1] + 1 if rung else 1, levels[rung]):
            assert judge.report(number, epoch, value(draw, style)), "stopped between rungs"
        goes_on = judge.report(number, levels[rung], at_rung)
        arrivals.append(f"{number}={at_rung!r}{'+' if goes_on else '-'}")
        if goes_on and not math.isnan(at_rung):
            running[number] = rung + 1
        else:
            del running[number]
    fields = [system.__name__.lower(), metric, least, most, factor, trials, *arrivals]
    return " ".join(map(str, fields))


def main(path):
    logging.disable(logging.WARNING)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    lines = [
        f"# ray {ray.__version__}, optuna {optuna.__version__}, numpy {numpy.__version__},"
        f" python {sys.version.split()[0]}"
    ]
    for system in (Ray, Optuna):
        draw = random.Random(system.__name__)
        lines += [trace(system, draw) for _ in range(TRACES_OF_EACH)]
    with open(path, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as out:
            out.write(("\n".join(lines) + "\n").encode("ascii"))


main(sys.argv[1])

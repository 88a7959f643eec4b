"""Tables of recorded trials, as other systems search them; see compare.sh."""

import csv
import heapq
import pathlib
import time

import numpy as np
import pandas as pd

EPOCHS = 50


class Space:
    """The axes of a table's hyperparameters, from a CSV file: name, low, high (both included), log, integer."""

    def __init__(self, path):
        with open(path) as file:
            rows = list(csv.DictReader(file))
        self.names = [row["name"] for row in rows]
        self.low = np.array([float(row["low"]) for row in rows])
        self.high = np.array([float(row["high"]) for row in rows])
        self.log = np.array([row["log"] == "true" for row in rows])
        self.integer = np.array([row["integer"] == "true" for row in rows])

    def axes(self):
        """Name, low, high, log and integer of each axis, as plain values."""
        for name, low, high, log, integer in zip(self.names, self.low, self.high, self.log, self.integer):
            kind = int if integer else float
            yield name, kind(low), kind(high), bool(log), bool(integer)

    def scaled(self, values):
        return (self.placed(values) - self.placed(self.low)) / (self.placed(self.high) - self.placed(self.low))

    def placed(self, values):
        """Values on their axes: logarithms where the axis is logarithmic."""
        return np.where(self.log, np.log(np.where(self.log, values, 1)), values)

    def drawn(self, random):
        low, high = self.placed(self.low), self.placed(self.high)
        values = low + random.random(len(self.names)) * (high - low)
        values = np.where(self.log, np.exp(values), values)
        return dict(zip(self.names, np.where(self.integer, np.rint(values), values)))


class Folder:
    """The tables of a folder, which have their configurations in common."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        own = self.path / "space.csv"
        self.space = Space(own if own.exists() else pathlib.Path(__file__).with_name("lcbench.csv"))
        self.configurations = pd.read_csv(self.path / "configurations.csv").set_index("trial").sort_index()
        self.points = self.space.scaled(self.configurations[self.space.names].to_numpy(float))

    def losses(self, table):
        curves = pd.read_parquet(self.path / f"{table}.parquet").pivot(index="trial", columns="epoch", values="val_loss")
        losses = curves.reindex(index=self.configurations.index, columns=range(1, EPOCHS + 1)).to_numpy()
        if np.isnan(losses).any():
            raise SystemExit(f"{table}.parquet lacks some of the epochs 1 to {EPOCHS} of the trials of configurations.csv")
        return losses


class Table:
    """A table of which rows are taken, and the budget of one search of it."""

    def __init__(self, folder, losses, budget):
        self.space, self.points, self.losses, self.left = folder.space, folder.points, losses, budget
        self.free = np.ones(len(self.points), bool)
        self.trained = {}
        self.best = (np.inf, None)

    def take(self, configuration):
        """The nearest row that nobody has."""
        if not self.free.any():
            raise ValueError(f"all {len(self.points)} rows are taken")
        point = self.space.scaled(np.array([configuration[name] for name in self.space.names], float))
        row = int(np.argmin(np.where(self.free, ((self.points - point) ** 2).sum(1), np.inf)))
        self.free[row] = False
        self.trained[row] = 0
        return row

    def train(self, row):
        """One more epoch: its number and loss; None when the budget is spent."""
        if self.left == 0:
            return None
        self.left -= 1
        self.trained[row] += 1
        loss = float(self.losses[row, self.trained[row] - 1])
        self.best = min(self.best, (loss, row))
        return self.trained[row], loss

    def regret(self):
        return float(self.losses[self.best[1], EPOCHS - 1] - self.losses[:, EPOCHS - 1].min())


def play(table, slots, ask, after_epoch):
    """ask() gives a trial and its row; after_epoch(trial, epoch, loss) says whether it goes on. Returns the seconds that these took."""
    own, clock, running, number = 0.0, 0, [], 0
    while table.left > 0:
        while len(running) < slots:
            begin = time.perf_counter()
            trial, row = ask()
            own += time.perf_counter() - begin
            heapq.heappush(running, (clock + 1, number, trial, row))
            number += 1
        clock, _, trial, row = heapq.heappop(running)
        trained = table.train(row)
        if trained is None:
            break
        begin = time.perf_counter()
        more = after_epoch(trial, *trained)
        own += time.perf_counter() - begin
        if more and trained[0] < EPOCHS:
            heapq.heappush(running, (clock + 1, number, trial, row))
            number += 1
    return own

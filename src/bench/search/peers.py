"""Searches tables of recorded trials with other systems; compare.sh calls it and says what the tables are.

Arguments: as RecordedSearches, then the names of the peers (a list with commas; all by default). Prints a line of CSV for each search:
RESULT,search,table,budget,slots,first rung,repetition,regret,seconds of the search's own work. A peer that cannot be imported is left
out, with a line on stderr.

Every search proposes points of LCBench's space; the nearest row that it has not used is the trial. Epochs take the same virtual time in
all trials, slots of them run at a time, and every epoch counts against the budget; a trial that was paused pays for the further epochs
only. Chosen is the trial with the least loss seen in any epoch, and its loss after epoch 50 counts.
"""

import datetime
import heapq
import sys
import time
import warnings

import numpy as np
import pandas as pd

EPOCHS = 50
FACTOR = 3
NAMES = ["batch_size", "learning_rate", "momentum", "weight_decay", "num_layers", "max_units", "max_dropout"]
LOW = np.array([16, 1e-4, 0.1, 1e-5, 1, 64, 0.0])
HIGH = np.array([512, 1e-1, 0.99, 1e-1, 5, 1024, 1.0])
LOG = np.array([True, True, False, False, False, True, False])
INTEGER = np.array([True, False, False, False, True, True, False])


def placed(values):
    """Values on their axes: logarithms where the axis is logarithmic."""
    return np.where(LOG, np.log(np.where(LOG, values, 1)), values)


def scaled(values):
    return (placed(values) - placed(LOW)) / (placed(HIGH) - placed(LOW))


class Table:
    """A table of which rows are taken, and the budget of one search of it."""

    def __init__(self, points, losses, budget):
        self.points, self.losses, self.left = points, losses, budget
        self.free = np.ones(len(points), bool)
        self.trained = {}
        self.best = (np.inf, None)

    def take(self, configuration):
        point = scaled(np.array([configuration[name] for name in NAMES], float))
        distances = ((self.points - point) ** 2).sum(1)
        row = int(np.argmin(np.where(self.free, distances, np.inf)))
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


def random_search(table, slots, first, seed):
    random = np.random.default_rng(seed)
    number = iter(range(10**9))

    def ask():
        return next(number), table.take(drawn(random))

    return play(table, slots, ask, lambda *_: True)


def drawn(random):
    values = placed(LOW) + random.random(len(NAMES)) * (placed(HIGH) - placed(LOW))
    values = np.where(LOG, np.exp(values), values)
    return dict(zip(NAMES, np.where(INTEGER, np.rint(values), values)))


def optuna_search(make_sampler, make_pruner):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space = {
        name: optuna.distributions.IntDistribution(int(low), int(high), log=bool(log))
        if integer
        else optuna.distributions.FloatDistribution(low, high, log=bool(log))
        for name, low, high, log, integer in zip(NAMES, LOW, HIGH, LOG, INTEGER)
    }

    def search(table, slots, first, seed):
        study = optuna.create_study(sampler=make_sampler(optuna, seed), pruner=make_pruner(optuna, first))

        def ask():
            trial = study.ask(space)
            return trial, table.take(trial.params)

        def after_epoch(trial, epoch, loss):
            trial.report(loss, epoch)
            if epoch == EPOCHS:
                study.tell(trial, loss)
            elif trial.should_prune():
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                return False
            return True

        return play(table, slots, ask, after_epoch)

    return search


def optuna_tpe(optuna, seed):
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)


def optuna_gp(optuna, seed):
    return optuna.samplers.GPSampler(seed=seed)


def optuna_halving(optuna, first):
    return optuna.pruners.SuccessiveHalvingPruner(min_resource=first, reduction_factor=FACTOR)


def optuna_hyperband(optuna, first):
    return optuna.pruners.HyperbandPruner(min_resource=first, max_resource=EPOCHS, reduction_factor=FACTOR)


def syne_tune_search(name):
    """A scheduler of syne_tune.optimizer.baselines, of those that stop trials."""
    from syne_tune.backend.trial_status import Trial
    from syne_tune.config_space import lograndint, loguniform, randint, uniform
    from syne_tune.optimizer import baselines

    make = getattr(baselines, name)
    space = {}
    for key, low, high, log, integer in zip(NAMES, LOW, HIGH, LOG, INTEGER):
        draw = (lograndint if log else randint) if integer else (loguniform if log else uniform)
        space[key] = draw(int(low), int(high)) if integer else draw(float(low), float(high))

    def search(table, slots, first, seed):
        scheduler = make(
            space,
            metric="loss",
            do_minimize=True,
            time_attr="epoch",
            max_t=EPOCHS,
            grace_period=first,
            reduction_factor=FACTOR,
            random_seed=seed,
        )
        count = iter(range(10**9))

        def ask():
            suggestion = scheduler.suggest()
            trial = Trial(next(count), suggestion.config, datetime.datetime(2000, 1, 1))
            scheduler.on_trial_add(trial)
            return trial, table.take(suggestion.config)

        def after_epoch(trial, epoch, loss):
            result = {"epoch": epoch, "loss": loss}
            if epoch == EPOCHS:
                scheduler.on_trial_complete(trial, result)
                return False
            return scheduler.on_trial_result(trial, result) == "CONTINUE"

        return play(table, slots, ask, after_epoch)

    return search


def smac_search():
    """SMAC3's multi-fidelity facade: a random forest in Hyperband's brackets."""
    import tempfile

    from ConfigSpace import ConfigurationSpace, Float, Integer
    from smac import MultiFidelityFacade, Scenario
    from smac.intensifier.hyperband import Hyperband
    from smac.runhistory.dataclasses import TrialValue

    def search(table, slots, first, seed):
        space = ConfigurationSpace(seed=seed)
        for name, low, high, log, integer in zip(NAMES, LOW, HIGH, LOG, INTEGER):
            kind, of = (Integer, int) if integer else (Float, float)
            space.add(kind(name, (of(low), of(high)), log=bool(log)))
        with tempfile.TemporaryDirectory() as folder:
            scenario = Scenario(
                space,
                deterministic=True,
                min_budget=first,
                max_budget=EPOCHS,
                n_trials=10**6,
                seed=seed,
                output_directory=folder,
            )
            smac = MultiFidelityFacade(
                scenario,
                lambda config, seed, budget: 0.0,
                intensifier=Hyperband(scenario, eta=FACTOR),
                logging_level=False,
                overwrite=True,
            )
            rows = {}

            def ask():
                info = smac.ask()
                if info.config not in rows:
                    rows[info.config] = table.take(dict(info.config))
                row = rows[info.config]
                # What was trained for a lower budget is not paid for twice.
                return (info, max(int(info.budget), table.trained[row] + 1)), row

            def after_epoch(trial, epoch, loss):
                info, target = trial
                if epoch < min(target, EPOCHS):
                    return True
                smac.tell(info, TrialValue(cost=loss))
                return False

            return play(table, slots, ask, after_epoch)

    return search


PEERS = {
    "random": lambda: random_search,
    "optuna tpe + halving": lambda: optuna_search(optuna_tpe, optuna_halving),
    "optuna tpe + hyperband": lambda: optuna_search(optuna_tpe, optuna_hyperband),
    "optuna gp + halving": lambda: optuna_search(optuna_gp, optuna_halving),
    "optuna gp + hyperband": lambda: optuna_search(optuna_gp, optuna_hyperband),
    "syne-tune asha": lambda: syne_tune_search("ASHA"),
    "syne-tune bohb": lambda: syne_tune_search("BOHB"),
    "syne-tune bore": lambda: syne_tune_search("ASHABORE"),
    "syne-tune cqr": lambda: syne_tune_search("ASHACQR"),
    "smac3 multi-fidelity": smac_search,
}


def numbers(text):
    return [int(number) for number in text.split(",")]


def main():
    folder, tables, budgets, slots, firsts, begin, end, *names = sys.argv[1:]
    warnings.simplefilter("ignore")
    configurations = pd.read_csv(f"{folder}/configurations.csv").sort_values("trial")
    points = scaled(configurations[NAMES].to_numpy(float))
    searches = {}
    for name in names or PEERS:
        try:
            search = PEERS[name]()
            search(Table(points, np.ones((len(points), EPOCHS)), 60), 1, 1, 0)  # Some import what they need late.
            searches[name] = search
        except (ImportError, AttributeError) as error:
            print(f"peers.py: {name} is left out: {error}", file=sys.stderr)
    for table in tables.split(","):
        curves = pd.read_parquet(f"{folder}/{table}.parquet")
        losses = curves.pivot(index="trial", columns="epoch", values="val_loss").to_numpy()
        for budget in numbers(budgets):
            for slot in numbers(slots):
                for first in numbers(firsts):
                    for seed in range(int(begin), int(end)):
                        for name, search in searches.items():
                            run = Table(points, losses, budget)
                            seconds = search(run, slot, first, seed)
                            cells = [name, table, budget, slot, first, seed, f"{run.regret():.6f}", f"{seconds:.3f}"]
                            print("RESULT", *cells, sep=",", flush=True)


main()

"""Searches tables of recorded trials with other systems; compare.sh calls it and says what the tables are.

    peers.py check [PEER…]                                                       which peers there are here; exit code 2 for an unknown one
    peers.py search OUTPUT FOLDER TABLES BUDGETS SLOTS FIRSTS BEGIN END [PEER…]  adds a line to OUTPUT/peers-BEGIN.csv for each search

Lists have commas; BEGIN and END are the first repetition and the one after the last. A line: RESULT (or FAILED), search, table, budget,
slots, first rung, repetition, regret (or why it failed), seconds of the search's own work. Searches that have a line RESULT in a file
of OUTPUT are not run again.

Every search proposes points of the space, and learns the result of the point that it proposed; the nearest row that it has not used is
the trial. Epochs take the same virtual time in all trials, slots of them run at a time, and every epoch counts against the budget; a
trial that was paused pays for the further epochs only. Chosen is the trial with the least loss seen in any epoch, and its loss after
epoch 50 counts.
"""

import datetime
import pathlib
import sys
import warnings

import numpy as np

from tables import EPOCHS, Folder, Table, play

FACTOR = 3
FLOOR = "random"


def random_search(table, slots, first, seed):
    random = np.random.default_rng(seed)
    number = iter(range(10**9))

    def ask():
        return next(number), table.take(table.space.drawn(random))

    return play(table, slots, ask, lambda *_: True)


def optuna_search(make_sampler, make_pruner, pruned_as):
    """pruned_as: the state with which a pruned trial is told. Optuna's own is PRUNED; its Gaussian process learns from COMPLETE only."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def distribution(low, high, log, integer):
        kind = optuna.distributions.IntDistribution if integer else optuna.distributions.FloatDistribution
        return kind(low, high, log=log)

    def search(table, slots, first, seed):
        space = {name: distribution(*axis) for name, *axis in table.space.axes()}
        # Hyperband's pruner draws a trial's bracket by the study's name.
        study = optuna.create_study(study_name=f"study {seed}", sampler=make_sampler(optuna, seed), pruner=make_pruner(optuna, first))

        def ask():
            trial = study.ask(space)
            return trial, table.take(trial.params)

        def after_epoch(trial, epoch, loss):
            trial.report(loss, epoch)
            if epoch == EPOCHS:
                study.tell(trial, loss)
            elif trial.should_prune():
                state = optuna.trial.TrialState[pruned_as]
                study.tell(trial, loss if pruned_as == "COMPLETE" else None, state=state)
                return False
            return True

        return play(table, slots, ask, after_epoch)

    return search


def optuna_tpe(optuna, seed):
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)


def optuna_gp(optuna, seed):
    import torch  # Which the sampler imports once it has enough trials.

    torch.set_num_threads(1)
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

    def domain(low, high, log, integer):
        draw = (lograndint if log else randint) if integer else (loguniform if log else uniform)
        return draw(low, high)

    def search(table, slots, first, seed):
        scheduler = make(
            {key: domain(*axis) for key, *axis in table.space.axes()},
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
    """SMAC3's multi-fidelity facade: a random forest in Hyperband's brackets. Told the budget, as it is in its examples."""
    import tempfile

    from ConfigSpace import ConfigurationSpace, Float, Integer
    from smac import MultiFidelityFacade, Scenario
    from smac.intensifier.hyperband import Hyperband
    from smac.intensifier.hyperband_utils import get_n_trials_for_hyperband_multifidelity
    from smac.runhistory.dataclasses import TrialValue

    def search(table, slots, first, seed):
        space = ConfigurationSpace(seed=seed)
        for name, low, high, log, integer in table.space.axes():
            space.add((Integer if integer else Float)(name, (low, high), log=log))
        # Its rungs count down from the last: with a power of the factor they are those of the others, the last one trained to the end.
        last = first
        while last * FACTOR <= EPOCHS:
            last *= FACTOR
        trials = get_n_trials_for_hyperband_multifidelity(table.left, first, last, FACTOR, print_summary=False)
        with tempfile.TemporaryDirectory() as folder:
            scenario = Scenario(
                space,
                deterministic=True,
                min_budget=first,
                max_budget=last,
                n_trials=max(trials, 10),
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
                target = EPOCHS if info.budget >= last else round(info.budget)
                # What was trained for a lower budget is not paid for twice.
                return (info, max(target, table.trained[row] + 1)), row

            def after_epoch(trial, epoch, loss):
                info, target = trial
                if epoch < min(target, EPOCHS):
                    return True
                smac.tell(info, TrialValue(cost=loss), save=False)
                return False

            return play(table, slots, ask, after_epoch)

    return search


PEERS = {
    FLOOR: lambda: random_search,
    "optuna tpe + halving": lambda: optuna_search(optuna_tpe, optuna_halving, "PRUNED"),
    "optuna tpe + hyperband": lambda: optuna_search(optuna_tpe, optuna_hyperband, "PRUNED"),
    "optuna gp + halving": lambda: optuna_search(optuna_gp, optuna_halving, "PRUNED"),
    "optuna gp + halving told pruned ones": lambda: optuna_search(optuna_gp, optuna_halving, "COMPLETE"),
    "optuna gp + hyperband told pruned ones": lambda: optuna_search(optuna_gp, optuna_hyperband, "COMPLETE"),
    "syne-tune asha": lambda: syne_tune_search("ASHA"),
    "syne-tune bohb": lambda: syne_tune_search("BOHB"),
    "syne-tune bore": lambda: syne_tune_search("ASHABORE"),
    "syne-tune cqr": lambda: syne_tune_search("ASHACQR"),
    "smac3 multi-fidelity": smac_search,
}


def known(names):
    """These peers and the floor; all, if there are no names."""
    unknown = sorted(set(names) - set(PEERS))
    if unknown:
        sys.exit(f"peers.py: there is no peer {', '.join(unknown)}; there are: {', '.join(PEERS)}")
    return [name for name in PEERS if not names or name in names or name == FLOOR]


def importable(names):
    """The searches of those whose packages are here; the others have a line on stderr."""
    searches = {}
    for name in names:
        try:
            searches[name] = PEERS[name]()
            if name.startswith("optuna gp"):
                import torch  # noqa: F401
        except (ImportError, AttributeError) as error:
            print(f"peers.py: {name} is left out: {error}", file=sys.stderr)
    return searches


def numbers(text):
    return [int(number) for number in text.split(",")]


def done(output):
    """The first cells of all searches that have a result."""
    lines = (line for file in output.glob("*.csv") for line in file.read_text().splitlines())
    return {tuple(line.split(",")[1:7]) for line in lines if line.startswith("RESULT,")}


def run(name, search, folder, losses, budget, slots, first, seed):
    """What is written of a search; whatever goes wrong is its own."""
    table = Table(folder, losses, budget)
    try:
        seconds = search(table, slots, first, seed)
        return ["RESULT", f"{table.regret():.6f}", f"{seconds:.3f}"]
    except Exception as error:  # noqa: BLE001
        print(f"peers.py: {name} failed: {error!r}", file=sys.stderr)
        return ["FAILED", type(error).__name__, "0"]


def main():
    warnings.simplefilter("ignore")
    if sys.argv[1] == "check":
        importable(known(sys.argv[2:]))
        return
    output, path, tables, budgets, slots, firsts, begin, end, *names = sys.argv[2:]
    output, folder = pathlib.Path(output), Folder(path)
    searches = importable(known(names))
    finished = done(output)
    with open(output / f"peers-{begin}.csv", "a") as file:
        for table in tables.split(","):
            losses = folder.losses(table)
            for name, search in searches.items():  # The first search of a kind is slower than the others.
                run(name, search, folder, losses, 60, 1, numbers(firsts)[0], 0)
            for budget in numbers(budgets):
                for slot in numbers(slots):
                    for first in numbers(firsts):
                        for seed in range(int(begin), int(end)):
                            for name, search in searches.items():
                                cells = (name, table, str(budget), str(slot), str(first), str(seed))
                                if cells not in finished:
                                    kind, *found = run(name, search, folder, losses, budget, slot, first, seed)
                                    print(kind, *cells, *found, sep=",", file=file, flush=True)


main()

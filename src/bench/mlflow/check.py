"""Compares what an MLflow server has of a study with the study's tables and files: nothing may be missing, and nothing twice.

    check.py STUDY URI

src/bench/mlflow.sh calls it. Exit code 1 when anything differs.
"""

import json
import math
import pathlib
import sys
import tempfile

import pandas
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

METRICS = ["train_loss", "val_loss", "val_accuracy", "learning_rate", "seconds"]
FILES = ["report.html", "study.json", "best/model.safetensors", "best/hyperparameters.json"]


def main():
    folder, uri = pathlib.Path(sys.argv[1]), sys.argv[2]
    client = MlflowClient(uri)
    study = json.loads((folder / "study.json").read_text())
    identity = f"{study['settings']['study']['name']}@{study['createdAt']}"
    tables = {name: pandas.read_parquet(folder / name) for name in ["trials", "epochs", "decisions"]}
    experiment = client.get_experiment_by_name("spark-halving").experiment_id
    runs = found(client, experiment, identity, ViewType.ACTIVE_ONLY)
    deleted = found(client, experiment, identity, ViewType.DELETED_ONLY)

    parents = [run for run in runs if "sparkhalving.trial" not in run.data.tags]
    assert len(parents) == 1, f"the study has {len(parents)} runs"
    trials = {int(run.data.tags["sparkhalving.trial"]): run for run in runs if run not in parents}
    assert len(runs) == 1 + len(trials), "a trial has several runs"
    begun = tables["trials"][tables["trials"].started_at.notna()]
    assert set(trials) == set(begun.trial), f"runs of the trials {sorted(trials)}, not {sorted(begun.trial)}"

    values = sum(trial(client, trials[row.trial], row, parents[0], tables) for row in begun.itertuples())
    values += parent(client, parents[0], study, tables, folder)
    sent = files(client, parents[0], folder)
    print(f"as in its tables: {len(runs)} runs, {len(tables['epochs'])} epochs, {values} values, {sent} files", end="")
    print(f" ({len(deleted)} runs were made twice and deleted)" if deleted else "")


def found(client, experiment, identity, view):
    runs, token = [], None
    while True:
        page = client.search_runs([experiment], f"tags.\"sparkhalving.study\" = '{identity}'", view, 1000, page_token=token)
        runs += page
        token = page.token
        if not token:
            return runs


def trial(client, run, row, parent, tables):
    tags = run.data.tags
    assert tags["mlflow.parentRunId"] == parent.info.run_id
    assert tags["sparkhalving.status"] == row.status
    statuses = {"completed": "FINISHED", "stopped": "FINISHED", "failed": "FAILED", "cancelled": "KILLED", "paused": "SCHEDULED"}
    assert run.info.status == statuses[row.status], (run.info.status, row.status)
    columns = tables["trials"].columns.tolist()
    hyperparameters = columns[columns.index("stop_reason") + 1 : columns.index("rung")]
    given = {name for name in hyperparameters if not is_null(getattr(row, name))}
    assert set(run.data.params) == given, (row.trial, set(run.data.params) ^ given)
    for name, value in run.data.params.items():
        stored = getattr(row, name)
        stored = stored.tolist() if hasattr(stored, "tolist") else stored
        assert (value == stored) or json.loads(value) == stored, (row.trial, name, value, stored)
    decided = {
        f"sparkhalving.rung.{one.rung}": f"{'' if one.promoted else 'not '}promoted, rank {one.rank} of {one.peers}, {one.reason}"
        for one in tables["decisions"][tables["decisions"].trial == row.trial].itertuples()
    }
    assert {key: tags[key] for key in tags if key.startswith("sparkhalving.rung.")} == decided, (row.trial, tags, decided)
    epochs = tables["epochs"][tables["epochs"].trial == row.trial].sort_values("epoch")
    count = 0
    for name in METRICS:
        column = epochs[epochs[name].notna()] if name == "learning_rate" else epochs
        history = sorted(client.get_metric_history(run.info.run_id, name), key=lambda metric: metric.step)
        assert [metric.step for metric in history] == column.epoch.tolist(), (row.trial, name, [metric.step for metric in history])
        assert all(same(metric.value, value) for metric, value in zip(history, column[name])), (row.trial, name)
        count += len(history)
    return count


def is_null(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def same(left, right):
    return left == right or (math.isnan(left) and math.isnan(right))


def flattened(path, value):
    """The settings that have a value, by their dotted names."""
    if isinstance(value, dict) and not path.startswith("search.space."):
        for key, inner in value.items():
            yield from flattened(f"{path}.{key}" if path else key, inner)
    elif value is not None and value != "":
        yield path, value


def best_so_far(folder):
    """The steps and values of the best accuracy, by the journal of a study whose failed trials were not tried again."""
    trained, best, chosen, series = {}, {}, None, []
    for path in sorted((folder / "journal").glob("*.json")):
        events = [json.loads(line) for line in path.read_text().splitlines()]
        for event in events if "end" in events[-1] else []:
            if event.get("type") not in ("finished", "failed"):
                continue
            trial = event["trial"]
            fresh = [epoch for epoch in event["epochs"] if epoch["epoch"] > trained.get(trial, 0)]
            trained[trial] = trained.get(trial, 0) + len(fresh)
            for epoch in fresh:
                if trial not in best or epoch["valAccuracy"] > best[trial]["valAccuracy"]:
                    best[trial] = epoch
            if event["type"] == "failed":
                best.pop(trial, None)
            now = min(best.items(), key=lambda one: (-one[1]["valAccuracy"], one[0]))[1] if best else None
            if now is not None and now != chosen:
                series.append((sum(trained.values()), now["valAccuracy"]))
            chosen = now
    return series


def parent(client, run, study, tables, folder):
    settings = dict(flattened("", study["settings"]))
    assert set(run.data.params) == set(settings), set(run.data.params) ^ set(settings)
    for name, value in run.data.params.items():
        assert value == settings[name] or json.loads(value) == settings[name], (name, value, settings[name])
    best = tables["trials"].sort_values(["best_val_accuracy", "trial"], ascending=[False, True]).iloc[0]
    assert run.data.tags["sparkhalving.best_trial"] == str(best.trial)
    count = 0
    for name in run.data.metrics:
        steps = [metric.step for metric in client.get_metric_history(run.info.run_id, name)]
        assert len(set(steps)) == len(steps), (name, steps)
        count += len(steps)
    history = client.get_metric_history(run.info.run_id, "best_val_accuracy")
    series = sorted((metric.step, metric.value) for metric in history)
    assert series == best_so_far(folder), (series, best_so_far(folder))
    assert series[-1][1] == best.best_val_accuracy
    tested = tables["trials"].test_accuracy.dropna()
    assert tested.empty or run.data.metrics["test_accuracy"] == tested.iloc[0]
    return count


def files(client, run, folder):
    there = [name for name in FILES if (folder / name).exists()]
    with tempfile.TemporaryDirectory() as target:
        for name in there:
            path = client.download_artifacts(run.info.run_id, name, target)
            assert pathlib.Path(path).read_bytes() == (folder / name).read_bytes(), name
    return len(there)


if __name__ == "__main__":
    main()

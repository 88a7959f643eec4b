"""Runs trials that do nothing with Ray Tune. Usage: noop.py TRIALS SLOTS       (run by noop.sh)"""

import sys
import tempfile
import time

import ray
from ray import tune


def nothing(config):
    return {"val_accuracy": config["x"]}


def main(trials, slots):
    begun = time.time()
    ray.init(num_cpus=slots, include_dashboard=False)
    with tempfile.TemporaryDirectory() as folder:
        began = time.time()
        results = tune.Tuner(
            tune.with_resources(nothing, {"cpu": 1}),
            param_space={"x": tune.uniform(0, 1)},
            tune_config=tune.TuneConfig(metric="val_accuracy", mode="max", num_samples=trials, reuse_actors=True),
            run_config=tune.RunConfig(storage_path=folder, verbose=0)).fit()
        ended = time.time()
    if results.errors or len(results) != trials:
        sys.exit(f"noop.py: {len(results)} results, {len(results.errors)} errors")
    print(f"Ray Tune: {trials} trials, {slots} at a time: {ended - began:.1f} s, {(ended - began) * 1000 / trials:.1f} ms a trial;"
          f" start {began - begun:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

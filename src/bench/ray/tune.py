"""Trains given configurations for given epochs with Ray Tune, two at a time, one thread each.

Usage: tune.py PROGRAM CONFIGURATIONS DATA OUTPUT       (run by compare.py)

PROGRAM is
  study     a DataLoader that normalises image by image, a checkpoint each epoch of which the two best are kept: the study's own
  resident  the same, with images that each actor normalises once
  tuned     the best that a user could make of it: normalised images shared through the object store, actors that are used again,
            a fused optimizer, a checkpoint at a trial's end (and malloc told to keep its memory, by compare.py)
CONFIGURATIONS is a JSON list of objects: hyperparameters by name, and "epochs". OUTPUT gets what compare.py asks for, in JSON.
"""

import json
import os
import pathlib
import sys
import tempfile
import time

import ray
import torch
from ray import tune

from trial import Loaded, Resident, Trial, normalised, read_images

SLOTS = 2


class Trained(tune.Trainable):
    """A trial: each step is an epoch."""

    def setup(self, config, program=None, pixels=None, labels=None):
        torch.set_num_threads(1)
        self.program = program
        pixels, labels = torch.from_numpy(pixels), torch.from_numpy(labels)
        self.data = (pixels if program == "study" else normalised(pixels) if program == "resident" else pixels), labels
        self.begin(config)

    def begin(self, config):
        self.epochs = config["epochs"]
        batches = (Loaded if self.program == "study" else Resident)(*self.data, config["batch_size"])
        self.trial = Trial(config, batches, fused=self.program == "tuned")

    def reset_config(self, config):
        self.begin(config)
        return True

    def step(self):
        began = time.time()
        accuracy, loss = self.trial.epoch()
        return {"val_accuracy": accuracy, "val_loss": loss, "began": began, "ended": time.time(), "done": self.iteration + 1 >= self.epochs}

    def save_checkpoint(self, folder):
        torch.save(self.trial.state(), os.path.join(folder, "checkpoint.pt"))

    def load_checkpoint(self, folder):
        self.trial.load(torch.load(os.path.join(folder, "checkpoint.pt")))


def checkpoints(program):
    if program == "tuned":
        return tune.CheckpointConfig(checkpoint_at_end=True)
    return tune.CheckpointConfig(
        num_to_keep=2, checkpoint_frequency=1, checkpoint_score_attribute="val_accuracy", checkpoint_score_order="max")


def main(program, configurations, data, output):
    ray.init(num_cpus=SLOTS, include_dashboard=False)
    pixels, labels = read_images(data)
    if program == "tuned":
        pixels = normalised(torch.from_numpy(pixels)).numpy()
    trainable = tune.with_parameters(Trained, program=program, pixels=pixels, labels=labels)
    with tempfile.TemporaryDirectory() as folder:
        tuner = tune.Tuner(
            tune.with_resources(trainable, {"cpu": 1}),
            param_space=tune.grid_search(json.loads(pathlib.Path(configurations).read_text())),
            tune_config=tune.TuneConfig(metric="val_accuracy", mode="max", reuse_actors=program == "tuned"),
            run_config=tune.RunConfig(storage_path=folder, checkpoint_config=checkpoints(program), verbose=1))
        results = tuner.fit()
        if results.errors:
            sys.exit(f"tune.py: {len(results.errors)} trials failed: {results.errors[0]}")
        epochs = [row for result in results for row in result.metrics_dataframe[["began", "ended", "val_accuracy"]].itertuples()]
    pathlib.Path(output).write_text(json.dumps({
        "epochs": len(epochs),
        "first": min(row.began for row in epochs),
        "last": max(row.ended for row in epochs),
        "busy": sum(row.ended - row.began for row in epochs),
        "best": max(row.val_accuracy for row in epochs)}))


if __name__ == "__main__":
    main(*sys.argv[1:])

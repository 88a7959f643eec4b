"""The same configurations for the same epochs by this project and by Ray Tune, in turn on one machine.

Usage: compare.py [--rounds N] [--conf FILE] [--programs LIST] OUTPUT       (run by compare.sh; see its --help)
"""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import measure

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = ["here", "here-bfloat16", "study", "resident", "tuned"]
SLOTS = 2  # As tune.py has it.
HYPERPARAMETERS = [
    "base_lr", "batch_size", "l1_size", "l1_drop", "l2_size", "l2_drop", "l3_size", "l3_drop", "l2_rate", "t_max"]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
KEEPS_MEMORY = {
    "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "4294967296", "MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TOP_PAD_": "67108864"}


def sql(study, query):
    command = ["./submit/local.sh", "sql", str(study), "--format", "json", query]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def seconds(moment):
    return datetime.datetime.fromisoformat(moment).timestamp()


def here(program, conf, output, name):
    """A search of this project; what it took, and what its tables say of its epochs."""
    command = ["./submit/local.sh", "--master", f"local[{SLOTS}]", "search", "--conf", str(conf), "--set", f'study.output="{output}"', "--set", f"study.name={name}"]
    if program == "here-bfloat16":
        command += ["--set", "resources.precision=bfloat16"]
    taken = measure.run(command, output / f"{name}.log", {})
    row, = sql(output / name, """
        SELECT (SELECT count(*) FROM epochs) AS epochs, (SELECT sum(seconds) FROM epochs) AS busy,
          min(started_at) AS first, max(ended_at) AS last, max(best_val_accuracy) AS best FROM trials""")
    return taken, row | {"first": seconds(row["first"]), "last": seconds(row["last"])}


def ray(program, configurations, output, name):
    """A run of tune.py, the same way."""
    result = output / f"{name}.json"
    taken = measure.run(
        [sys.executable, str(HERE / "tune.py"), program, str(configurations), "data", str(result)],
        output / f"{name}.log",
        # By the last, Ray's processes keep the environment by which they are found when they change their title.
        ONE_THREAD | {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0", "SPT_NOENV": "1"} | (KEEPS_MEMORY if program == "tuned" else {}))
    return taken, json.loads(result.read_text())


def configurations_of(study, file):
    """Writes down what a study's trials were, and for how many epochs each was trained."""
    rows = sql(study, f"SELECT {', '.join(HYPERPARAMETERS)}, epochs FROM trials WHERE epochs > 0 ORDER BY trial")
    file.write_text(json.dumps(rows, indent=1))


def row(taken, found):
    """A run's figures."""
    span = found["last"] - found["first"]
    return {
        "wall": taken.wall, "cpu": taken.cpu, "memory": taken.memory / 1e9, "epochs": found["epochs"],
        "idle": 1 - found["busy"] / (SLOTS * span), "start": found["first"] - taken.begun,
        "end": taken.begun + taken.wall - found["last"], "best": found["best"]}


def table(runs):
    """Medians, and of wall times and memory also the median of what `here` took over what it took in the same round, with its range."""
    print("| program | wall s | here / it (range) | CPU s | peak PSS GB | here / it (range) | epochs | idle % | start s | end s | best % |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for program, rows in runs.items():
        def middle(key):
            return statistics.median(r[key] for r in rows)

        def ratio(key):
            ratios = [ours[key] / theirs[key] for ours, theirs in zip(runs["here"], rows)]
            return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"

        print(f"| {program} | {middle('wall'):.0f} | {ratio('wall')} "
              f"| {middle('cpu'):.0f} | {middle('memory'):.1f} | {ratio('memory')} | {middle('epochs'):.0f} | {100 * middle('idle'):.0f} "
              f"| {middle('start'):.1f} | {middle('end'):.1f} | {middle('best'):.2f} |")


def programs_of(words):
    unknown = set(words.split()) - set(PROGRAMS)
    if unknown:
        raise argparse.ArgumentTypeError(f"no program {', '.join(sorted(unknown))}; there are {', '.join(PROGRAMS)}")
    return words.split()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--conf", type=pathlib.Path, default=pathlib.Path("conf/quickstart.conf"))
    parser.add_argument("--programs", type=programs_of, default=PROGRAMS)
    parser.add_argument("output", type=pathlib.Path)
    options = parser.parse_args()
    programs = ["here"] + [program for program in options.programs if program != "here"]
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    configurations = output / "configurations.json"
    done = output / "runs.json"
    runs = {program: [] for program in programs} | (json.loads(done.read_text()) if done.exists() else {})
    for number in range(options.rounds):
        for program in programs:
            name = f"{program}-{number}"
            if len(runs[program]) > number:
                continue
            shutil.rmtree(output / name, ignore_errors=True)  # Of a run that was interrupted.
            if program.startswith("here"):
                taken, found = here(program, options.conf, output, name)
            else:
                taken, found = ray(program, configurations, output, name)
            if not configurations.exists():
                configurations_of(output / name, configurations)
            runs[program].append(row(taken, found))
            print(name, {key: round(value, 2) for key, value in runs[program][-1].items()}, file=sys.stderr, flush=True)
            done.write_text(json.dumps(runs, indent=1))
    print(f"{os.cpu_count()} cores, {options.rounds} rounds, {options.conf}\n")
    table({program: runs[program][: options.rounds] for program in programs})


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# The same configurations for the same epochs by this project and by Ray Tune, in turn on this machine; see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

usage() {
  cat <<END
Usage: src/bench/ray/compare.sh [--rounds N] [--conf FILE] [--programs LIST] OUTPUT

Runs the search of FILE (default: conf/quickstart.conf, 40 epochs of 16 configurations), then gives its configurations, each with
the epochs that it was trained for, to Ray Tune: two trials at a time, one thread each, PyTorch of the same libtorch. Prints a
Markdown table of the medians of N rounds (default 3); all runs are in OUTPUT; with the same OUTPUT again it continues. Takes 6 to 13
minutes a round on a CPU with AVX-512, three times that on one without, where bfloat16 takes half an hour a run: leave it out there.
Processor time is to the last half second of each process, and memory the most of all processes at a time (PSS).

LIST: of "here here-bfloat16 study resident tuned" (default: all; here is always there); src/bench/ray/tune.py says what they are.
Nothing else should run meanwhile. Needs Python 3 with venv: fetches PyTorch and Ray into target/bench-venv, or takes BENCH_PYTHON.
END
}

case ${1-} in -h | --help) usage && exit 0 ;; esac
# shellcheck source=src/bench/ray/python.bash
. src/bench/ray/python.bash
./submit/local.sh data >/dev/null # builds, and fetches the images
exec "$python" src/bench/ray/compare.py "$@"

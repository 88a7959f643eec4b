#!/usr/bin/env bash
# Times an epoch of training: here, in PyTorch eager of the same libtorch, with a DataLoader, and the matrix products alone.
# Usage: src/bench/epoch-time.sh [ROUNDS] [cpu|cuda]      (default 7 cpu; about four minutes; cuda needs a build with -Pgpu)
# Needs Python 3 with venv; fetches PyTorch 2.5.1 into target/bench-venv, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-7}
device=${2:-cpu}

# shellcheck source=src/bench/java.bash
. src/bench/java.bash
data/fetch.sh
# shellcheck source=src/bench/python.bash
. src/bench/python.bash
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 MALLOC_ARENA_MAX=1
exec "$python" src/bench/torch/epoch_time.py data "$rounds" "$device" \
  "${java[@]}" -Xmx2g org.sparkhalving.training.EpochTime

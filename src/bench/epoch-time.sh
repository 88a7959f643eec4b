#!/usr/bin/env bash
# Times an epoch of training: here, in PyTorch eager of the same libtorch, with a DataLoader, and the matrix products alone.
# Usage: src/bench/epoch-time.sh [ROUNDS]      (default 7; about four minutes)
# Needs Python 3 with venv; fetches PyTorch 2.5.1 into target/bench-venv, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-7}

. src/bench/java.bash training
data/fetch.sh
python=${BENCH_PYTHON:-target/bench-venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv target/bench-venv
  target/bench-venv/bin/pip install -q torch==2.5.1 'numpy<2.3'
fi
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 MALLOC_ARENA_MAX=1
exec "$python" src/bench/torch/epoch_time.py data "$rounds" \
  "${java[@]}" -Xmx2g org.sparkhalving.training.EpochTime

#!/usr/bin/env bash
# Times how a study's best model scores a table of the 60,000 training images, each COPIES times, on one core, here and in eager
# PyTorch: images as PNG, and as pixels; reading Parquet included, writing not. Round by round, the same work in turn; prints images a
# second of processor time, all threads together, and their ratio.
# Usage: src/bench/score.sh [STUDY] [ROUNDS] [COPIES]   (default: studies/quickstart, run if it is missing, 5 and 1; about five minutes)
# Needs Python; makes an environment in target/bench-venv, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
study=${1:-studies/quickstart}
rounds=${2:-5}
copies=${3:-1}

# shellcheck source=src/bench/java.bash
. src/bench/java.bash
data/fetch.sh
# shellcheck source=src/bench/python.bash
. src/bench/python.bash
"$python" -c 'import PIL, pyarrow, safetensors' 2>/dev/null || "$python" -m pip install -q pillow pyarrow safetensors
[ -e "$study/study.json" ] || ./submit/local.sh
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 MALLOC_ARENA_MAX=1

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$python" src/bench/torch/score.py tables data "$out" "$copies"
for table in png pixels; do
  for ((round = 1; round <= rounds; round++)); do
    ours=$("${java[@]}" -Xmx2g org.sparkhalving.bench.ScoreTime "$study" "$out/$table.parquet" "$out/ours-$table" 2>/dev/null)
    eager=$("$python" src/bench/torch/score.py time "$study/best/model.safetensors" "$out/$table.parquet" "$out/eager-$table.parquet")
    awk -v table="$table" -v images=$((60000 * copies)) -v ours="$ours" -v eager="$eager" 'BEGIN {
      printf "%-6s here %6.0f images/s, eager PyTorch %6.0f images/s: %.2f x\n", table, images / ours, images / eager, eager / ours }'
  done
  "$python" src/bench/torch/score.py compare "$out/ours-$table" "$out/eager-$table.parquet"
done

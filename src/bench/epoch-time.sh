#!/usr/bin/env bash
# Times an epoch of training: here, in PyTorch eager of the same libtorch, with a DataLoader, and the matrix products alone.
# Usage: src/bench/epoch-time.sh [ROUNDS] [cpu|cuda] [PRECISION…]
#   default: 7 cpu float32 bfloat16, on cuda tf32 too; about ten minutes; cuda needs a build with -Pgpu
#   A CPU without instructions for bfloat16 takes most of an hour for it: give float32 alone there.
# Needs Python 3 with venv; fetches PyTorch 2.5.1 into target/bench-venv, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-7}
device=${2:-cpu}
precisions=${*:3}
if [ -z "$precisions" ]; then
  precisions='float32 bfloat16'
  [ "$device" != cuda ] || precisions+=' tf32'
fi
for precision in $precisions; do
  case "$device $precision" in
    *' float32' | *' bfloat16' | 'cuda tf32') ;;
    *) echo "epoch-time.sh: no precision $precision on $device; there are float32, bfloat16 and, on cuda, tf32" >&2 && exit 2 ;;
  esac
done

# shellcheck source=src/bench/java.bash
. src/bench/java.bash
data/fetch.sh
# shellcheck source=src/bench/python.bash
. src/bench/python.bash
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 MALLOC_ARENA_MAX=1
exec "$python" src/bench/torch/epoch_time.py data "$rounds" "$device" "$precisions" \
  "${java[@]}" -Xmx2g org.sparkhalving.training.EpochTime

#!/usr/bin/env bash
# Times a simulated search, from the command to its tables, on one core: of TRIALS trials that climb
# the rungs 10, 20, 40 and 50 in 16 slots, on 64 made-up curves of 50 epochs.
# Usage: src/bench/simulate-scale.sh [TRIALS [HEAP [KEY=VALUE…]]]      (default 10000 2g; KEY=VALUE: settings of the search, such as
# search.sampler=gp search.window=16)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trials=${1:-10000} heap=${2:-2g}
settings=()
for setting in "${@:3}"; do
  settings+=(--set "$setting")
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk 'BEGIN {
  srand(1)
  print "trial,epoch,train_loss,val_accuracy,val_loss,seconds"
  for (trial = 0; trial < 64; trial++) {
    best = 84 + 7 * rand(); rate = 0.1 + rand(); seconds = 2 + 3 * rand()
    for (epoch = 1; epoch <= 50; epoch++) {
      accuracy = best - (best - 60) * exp(-rate * epoch) + 0.3 * rand()
      printf "%d,%d,%.6f,%.4f,%.6f,%.3f\n", trial, epoch, 2 * exp(-rate * epoch) + 0.2, accuracy, (100 - accuracy) / 33, seconds
    }
  }
}' >"$folder/curves.csv"

submit/local.sh --version >/dev/null 2>&1 || true # builds what is missing, before the clock runs
one_core=()
! command -v taskset >/dev/null || one_core=(taskset -c 0)
if [ -x /usr/bin/time ]; then
  measure=(/usr/bin/time -f '%e s, %U s of CPU, at most %M KiB resident')
else
  measure=(env)
fi
SECONDS=0
"${measure[@]}" "${one_core[@]}" submit/local.sh --master 'local[1]' --driver-memory "$heap" \
  search --conf conf/simulate.conf --set study.name=scale --set "study.output=$folder" \
  --set "simulation.curves=$folder/curves.csv" --set simulation.slots=16 --set "search.trials=$trials" \
  --set scheduler.min-epochs=10 --set scheduler.max-epochs=50 ${settings[@]+"${settings[@]}"} >"$folder/out"
head -1 "$folder/out"
grep 'epochs done after' "$folder/out"
echo "$trials trials, heap $heap: $SECONDS s; journal $(du -sh "$folder/scale/journal" | cut -f1), tables $(
  du -shc "$folder"/scale/{trials,epochs,decisions} | tail -1 | cut -f1
)"

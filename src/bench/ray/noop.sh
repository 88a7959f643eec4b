#!/usr/bin/env bash
# 1,000 trials that do nothing, 2 and 16 at a time, by this project and by Ray Tune. About six minutes.
# Usage: src/bench/ray/noop.sh [TRIALS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
trials=${1:-1000}
# shellcheck source=src/bench/ray/python.bash
. src/bench/ray/python.bash
for slots in 2 16; do
  SLOTS=$slots src/bench/scale.sh "$trials" 0
  RAY_USAGE_STATS_ENABLED=0 "$python" src/bench/ray/noop.py "$trials" "$slots"
done

#!/usr/bin/env bash
# Shows the resident memory of one process in which many short trials train, two at a time.
# Usage: src/bench/memory.sh [TRIALS] [JAVA_HEAP]      (default 500 2g, local.sh's least heap; about two minutes; Linux)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trials=${1:-500}
heap=${2:-2g}

. src/bench/java.bash
data/fetch.sh
# As submit/local.sh sets them.
export OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1
# The whole heap is resident from the start: Java takes it page by page as garbage fills it, up to the size that it was given.
exec "${java[@]}" "-Xms$heap" "-Xmx$heap" -XX:+AlwaysPreTouch org.sparkhalving.training.TrialMemory data "$trials"

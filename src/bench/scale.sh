#!/usr/bin/env bash
# Times a search of TRIALS trials on Spark's own jobs in 16 task slots (or SLOTS of the environment), where each task sleeps for SECONDS instead of training: the
# search, then `show` and `search --resume` of it, as commands. Needs the data, about 13 minutes, and few cores.
# Usage: src/bench/scale.sh [TRIALS [SECONDS [OUTPUT [KEY=VALUE…]]]]      (default 10000 1; OUTPUT: a folder or any URI of Hadoop's,
# default '', a temporary one; KEY=VALUE: settings of the search, such as search.sampler=tpe search.window=16)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trials=${1:-10000} seconds=${2:-1} slots=${SLOTS:-16}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
output=${3:-$folder}
settings=()
for setting in "${@:4}"; do
  settings+=(--set "$setting")
done
study=$output/scale

. src/bench/java.bash
submit/local.sh --version >/dev/null 2>&1 || true # builds what is missing, before the clock runs

now() { date +%s%N; }

# search OPTION…: a search of more trials than will be run, each of one epoch.
search() {
  exec submit/local.sh --master 'local[2]' --driver-memory 2g search --set study.name=scale --set "study.output=$output" \
    --set "search.trials=$((trials + slots))" --set scheduler.type=none --set scheduler.max-epochs=1 "${settings[@]}" "$@"
}

# until_plan OPTION…: runs a search until it prints its plan, right before its first jobs, then stops it; prints the seconds.
until_plan() {
  local begun process
  : >"$folder/out"
  begun=$(now)
  search "$@" >"$folder/out" 2>"$folder/err" &
  process=$!
  while ! grep -q 'trials to 1 epoch' "$folder/out"; do
    kill -0 "$process" 2>/dev/null || { cat "$folder/err" >&2 && exit 1; }
    sleep 0.05
  done
  seconds_since "$begun"
  kill -TERM "$process"
  wait "$process" || true
}

seconds_since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f s\n", (to - from) / 1e9 }'; }

echo "search, to its plan: $(until_plan)"
"${java[@]}" -Xmx2g -Dspark.master="local[$slots]" -Dspark.ui.enabled=false -Dspark.sql.warehouse.dir="$folder/warehouse" \
  org.sparkhalving.cli.SleepingCommand "$study" "$trials" "$seconds"
[ ! -d "$study/journal" ] || echo "journal: $(find "$study/journal" -name '*.json' | wc -l) objects, $(du -sh "$study/journal" | cut -f1)"
begun=$(now)
submit/local.sh show "$study" | sed -n 1p
echo "show: $(seconds_since "$begun")"
echo "search --resume, to its plan: $(until_plan --resume)"

#!/usr/bin/env bash
# Compares ways to search on recorded curves of real trials (src/bench/record-curves.sh makes them), and prints a Markdown table.
# Usage: src/bench/compare-schedulers.sh [ORDERS]      (default 100; a minute)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
orders=${1:-100}
curves=src/bench/curves/session2.parquet

if [ ! -e "$curves" ]; then
  echo "compare-schedulers.sh: there is no $curves; src/bench/record-curves.sh makes it" >&2
  exit 3
fi
. src/bench/java.bash
exec "${java[@]}" org.sparkhalving.bench.CompareSchedulers "$curves" "$orders"

#!/usr/bin/env bash
# Trains 64 random configurations of session 2's space for 50 epochs each (an hour on two cores) and writes their curves with their
# hyperparameters to src/bench/curves/session2.parquet. After an interruption, it resumes where it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

submit/local.sh search --conf src/bench/record-curves.conf --resume
. src/bench/java.bash
rm -rf target/curves
"${java[@]}" org.sparkhalving.bench.CurvesTable studies/curves target/curves
mkdir -p src/bench/curves
mv target/curves/part-*.parquet src/bench/curves/session2.parquet

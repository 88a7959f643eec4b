#!/usr/bin/env bash
# Takes a study's best model to other programs: exports it in each form, predicts all test images, and compares what PyTorch and
# onnxruntime make of them; then runs the code of src/docs/python.md (pandas, DuckDB, PySpark, PyTorch).
# Usage: src/bench/export.sh [STUDY]      (default: studies/quickstart, run if it is missing)
# Needs Python; makes an environment in target/bench-venv, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. src/bench/python.bash

study=${1:-studies/quickstart}
[ -e "$study/study.json" ] || ./submit/local.sh
"$python" -c 'import duckdb, onnxruntime, pandas, pyarrow, pyspark, safetensors' 2>/dev/null \
  || "$python" -m pip install -q duckdb onnxruntime pandas pyarrow pyspark==4.1.1 safetensors

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for format in torchscript safetensors onnx; do
  ./submit/local.sh export "$study" "$out/best.$format" --format "$format"
done
./submit/local.sh predict "$study" data/t10k-images-idx3-ubyte.gz --json >"$out/best.json"
"$python" src/bench/torch/check_export.py "$out/best" data
"$python" src/bench/torch/run_page.py "$study" "$out"

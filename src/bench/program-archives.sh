#!/usr/bin/env bash
# Writes the product's TorchScript archives, as executors load them, for torch/check_operators.py and torch/run_program.py.
# Usage: src/bench/program-archives.sh [FOLDER]      (default target/archives; a few seconds, 8 MB)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
archives=${1:-target/archives}
# shellcheck source=src/bench/java.bash
. src/bench/java.bash
"${java[@]}" org.sparkhalving.training.ProgramArchives "$archives" \
  src/test/resources/org/sparkhalving/training/*traces.json
echo "wrote $(find "$archives" -type f | wc -l) files to $archives" >&2

#!/usr/bin/env bash
# Writes the product's TorchScript archives, as executors load them, for torch/check_operators.py and torch/run_program.py.
# Usage: src/bench/program-archives.sh [FOLDER]      (default target/archives; a few seconds, 8 MB)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=src/bench/java.bash
. src/bench/java.bash training
"${java[@]}" org.sparkhalving.training.ProgramArchives "${1:-target/archives}" \
  src/test/resources/org/sparkhalving/training/*traces.json

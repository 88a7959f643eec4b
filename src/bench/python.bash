# shellcheck shell=bash
# Sourced by benches that compare with PyTorch: sets python, one that has PyTorch 2.5.1 (from PyPI, where Linux's build has CUDA), in
# target/bench-venv, or the Python in BENCH_PYTHON.
python=${BENCH_PYTHON:-$PWD/target/bench-venv/bin/python}
if ! "$python" -c 'import numpy, torch' 2>/dev/null; then
  [ -z "${BENCH_PYTHON-}" ] || { echo "BENCH_PYTHON is $python, which has no numpy and torch" >&2 && exit 3; }
  python3 -m venv target/bench-venv
  target/bench-venv/bin/pip install -q torch==2.5.1 'numpy<2.3'
fi

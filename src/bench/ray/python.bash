# shellcheck shell=bash
# Sourced by the benches here, from the repository's root: sets python, one that has PyTorch and Ray Tune.
. src/bench/python.bash
if ! "$python" -c 'import ray.tune' 2>/dev/null; then
  [ -z "${BENCH_PYTHON-}" ] || { echo "BENCH_PYTHON is $python, which has no ray[tune]" >&2 && exit 3; }
  "$python" -m pip install -q 'ray[tune]==2.60.0'
fi

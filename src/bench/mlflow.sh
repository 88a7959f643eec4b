#!/usr/bin/env bash
# Sends studies to a real MLflow server, and kills, halts and restarts it meanwhile, and the search and `track` too; then compares
# everything that the server has with the studies' tables: nothing is missing, and nothing there twice.
# Usage: src/bench/mlflow.sh      (about five minutes; Linux)
# Needs Python; makes an environment with MLflow in target/bench-mlflow, or takes the Python in BENCH_PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${BENCH_PYTHON:-$PWD/target/bench-mlflow/bin/python}
if ! "$python" -c 'import mlflow, pandas, pyarrow' 2>/dev/null; then
  [ -z "${BENCH_PYTHON-}" ] || { echo "BENCH_PYTHON is $python, which has no mlflow" >&2 && exit 3; }
  python3 -m venv target/bench-mlflow
  target/bench-mlflow/bin/pip install -q mlflow==3.18.0
fi
unset MLFLOW_EXPERIMENT_NAME MLFLOW_TRACKING_URI MLFLOW_TRACKING_TOKEN

out=$(mktemp -d)
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
uri=http://127.0.0.1:$port
server= search=
trap 'kill_server; [ -z "$search" ] || kill -KILL "$search" 2>/dev/null || true; rm -rf "$out"' EXIT

start_server() {
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false setsid "$python" -m mlflow server --host 127.0.0.1 --port "$port" --workers 1 \
    --backend-store-uri "sqlite:///$out/mlflow.db" --artifacts-destination "$out/artifacts" >>"$out/server.log" 2>&1 &
  server=$!
  for _ in {1..240}; do
    ! "$python" -c "import urllib.request as r; r.urlopen('$uri/health', timeout=1)" 2>/dev/null || return 0
    sleep 0.5
  done
  cat "$out/server.log" >&2
  return 1
}

# To the server's whole group of processes.
signal_server() { [ -z "$server" ] || kill "-$1" -- "-$server" 2>/dev/null || true; }

kill_server() {
  signal_server KILL
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  server=
}

# search NAME ARGUMENT…: becomes a search that sends itself; what it says goes to NAME.log.
search() {
  exec ./submit/local.sh search --set "study.name=$1" --set "study.output=\"$out\"" --set "tracking.mlflow-uri=\"$uri\"" \
    "${@:2}" >>"$out/$1.log" 2>&1
}

track() { ./submit/local.sh track "$out/$1" --mlflow-uri "$uri"; }

training=(--conf conf/quickstart.conf --set search.trials=8 --set scheduler.max-epochs=4)
replaying=(--conf conf/simulate.conf)

check() {
  printf '%s: ' "$1"
  "$python" src/bench/mlflow/check.py "$out/$1" "$uri"
}

# objects NAME COUNT: waits until a study's journal has so many objects; fails when its search ends before.
objects() {
  until [ "$(find "$out/$1/journal" -name '*.json' 2>/dev/null | wc -l)" -ge "$2" ]; do
    kill -0 "$search" 2>/dev/null || { cat "$out/$1.log" >&2 && exit 1; }
    sleep 0.2
  done
}

# How many runs the server's database has.
runs() { "$python" -c "import sqlite3; print(sqlite3.connect('$out/mlflow.db').execute('SELECT count(*) FROM runs').fetchone()[0])"; }

notices() { grep -h 'MLflow' "$out/$1.log" || true; }

[ -e data/train-images-idx3-ubyte.gz ] || data/fetch.sh
./submit/local.sh help >/dev/null # builds what is missing

echo "=== a search whose server is killed and comes back"
start_server
search killed "${training[@]}" &
search=$!
objects killed 4
kill_server
objects killed 8
start_server
wait $search
notices killed
check killed

echo "=== a search whose driver is killed, and its resumption"
search resumed "${training[@]}" --set study.seed=1 &
search=$!
objects resumed 5
kill -KILL $search
wait $search 2>/dev/null || true
(search resumed "${training[@]}" --set study.seed=1 --resume)
check resumed

echo "=== a study without a server, tracked when there is one, twice"
kill_server
(search away "${replaying[@]}")
notices away
start_server
track away
check away
track away | tee "$out/again"
grep -q '^65 runs, of which 0 are new, with 0 new values' "$out/again"
check away

echo "=== a search whose server takes its requests and does not answer"
signal_server STOP
started=$SECONDS
(search halted "${replaying[@]}" --set study.seed=3)
echo "the search took $((SECONDS - started)) s"
notices halted
signal_server CONT
track halted
check halted

echo "=== track, killed at some moment, and its server, again and again"
(search chaos "${replaying[@]}" --set study.seed=4 --set tracking.mlflow-uri=null --set search.trials=150)
before=$(runs)
for more in 10 30 60 90 130; do # in turn the server and `track` are killed, when so many runs are there
  (exec ./submit/local.sh track "$out/chaos" --mlflow-uri "$uri" >"$out/track.log" 2>&1) &
  track=$!
  until [ "$(runs)" -ge $((before + more)) ] || ! kill -0 $track 2>/dev/null; do sleep 0.1; done
  if [ $((more % 20)) = 10 ]; then
    kill_server
    start_server
  else
    kill -KILL $track 2>/dev/null || true
  fi
  wait $track 2>/dev/null || true
done
track chaos
check chaos
echo "All is there, and nothing twice."

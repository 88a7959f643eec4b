#!/usr/bin/env bash
# Proves the job on a machine with an NVIDIA GPU: see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

device=cuda
device_name=cuda:0
native=cu124
library=libtorch_cuda.so
profiles=(-Pgpu)
folder=target/cuda
sharing_epochs=60
rounds=7

usage() {
  cat <<END
Usage: src/bench/cuda.sh [--rehearse]

Builds the job for CUDA in a copy of the sources, $folder, and runs it on one NVIDIA GPU: the traces of
PyTorch, the quick start, a killed search that is resumed, four trials sharing the GPU, and epochs timed
against eager PyTorch. Ends with a Markdown table of what passed and the figures; the outputs are in
$folder-logs. Takes a quarter of an hour, and as long as its downloads take.

Needs Linux on x86-64, a JDK 17 or newer, Maven, Python 3 with venv, git, a driver for CUDA 12 (525.60 or
newer), a GPU of compute capability 5.0 to 9.0, and 25 GB of disk: the build downloads CUDA's libraries
(2.4 GB) once, the timing a PyTorch of its own (target/bench-venv; BENCH_PYTHON names another).

  --rehearse   the same steps on the CPU, with the usual build, to try this script where no GPU is

Environment: CUDA_VISIBLE_DEVICES (default 0) names the GPU, by its number in nvidia-smi's order or its UUID.
Exit codes: 0 all passed, 1 something did not, 2 wrong arguments, 3 no GPU, no driver for it, or no tools.
END
}

case ${1-} in
  '') ;;
  -h | --help) usage && exit ;;
  --rehearse)
    device=cpu device_name=cpu native=cpu library=libtorch_cpu.so
    profiles=() folder=target/cuda-rehearsal sharing_epochs=1 rounds=2
    ;;
  *) echo "cuda.sh: there is no argument $1; see --help" >&2 && exit 2 ;;
esac

logs=$PWD/$folder-logs
on_device=(--set "resources.device=$device")
rows=()

# --- What a check says --------------------------------------------------------------------------

refuse() {
  echo "cuda.sh: $*" >&2
  exit 3
}

# figure TEXT: adds to the figures of the check that runs.
figure() { printf '%s\n' "$*" | tee -a "$logs/figures"; }

fail() {
  figure "$*"
  exit 1
}

# check TITLE COMMAND…: runs the command apart, says how long it took, and adds a row to the table.
check() {
  local started=$SECONDS code result=passed
  printf '\n=== %s\n' "$1"
  : >"$logs/figures"
  set +e
  (
    set -e
    "${@:2}"
  )
  code=$?
  set -e
  [ $code != 130 ] || exit 130 # Ctrl-C
  [ $code = 0 ] || result=FAILED
  printf '=== %s: %s after %d s\n' "$1" "$result" $((SECONDS - started))
  rows+=("| $1 | $result | $(paste -s -d ';' "$logs/figures" | sed 's/;/; /g') | $((SECONDS - started)) |")
}

# in_background PROCESS: sets background to it, and kills it when the check ends, however it does.
in_background() {
  background=$1
  trap 'kill -KILL "$background" 2>/dev/null || true' EXIT
}

# Prints the table; returns 1 if a check failed.
report() {
  printf '\n| check | result | figures | seconds |\n|---|---|---|---|\n'
  printf '%s\n' "${rows[@]}"
  [[ "${rows[*]}" != *'| FAILED |'* ]]
}

# --- What is here -------------------------------------------------------------------------------

# tool NAME CURE
tool() { command -v "$1" >/dev/null || refuse "there is no $1 on the PATH; $2"; }

# at_least VERSION LEAST
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

# of_gpu PROPERTY: what nvidia-smi says of the GPU.
of_gpu() { nvidia-smi -i "$gpu" --query-gpu="$1" --format=csv,noheader,nounits; }

find_tools() {
  [ -z "${JAVA_HOME-}" ] || PATH=$JAVA_HOME/bin:$PATH
  tool javac "install a JDK 17 or newer, or set JAVA_HOME to one"
  tool mvn "install Maven 3.8 or newer"
  tool python3 "install Python 3 with venv"
  tool git "install git"
  local jdk
  jdk=$(javac -version 2>&1)
  at_least "${jdk#javac }" 17 || refuse "this is $jdk; install a JDK 17 or newer, or set JAVA_HOME to one"
  echo "JDK:    $jdk, $(command -v javac)"
  echo "Maven:  $(mvn -B -v 2>/dev/null | sed -n 's/.*\(Apache Maven [0-9.]*\).*/\1/p')"
  echo "Disk:   $(df -h --output=avail . | tail -n 1 | tr -d ' ') free here, $(df -h --output=avail ~ | tail -n 1 | tr -d ' ') at home"
}

# CUDA numbers GPUs as nvidia-smi does, and sees one alone.
find_gpu() {
  local name driver capability found
  tool nvidia-smi "the checks need an NVIDIA GPU with its driver. Nothing was downloaded; --rehearse tries this script without"
  export CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES="${CUDA_VISIBLE_DEVICES:-0}"
  gpu=${CUDA_VISIBLE_DEVICES%%,*}
  CUDA_VISIBLE_DEVICES=$gpu
  found=$(nvidia-smi -L 2>&1) || refuse "nvidia-smi finds no GPU that it can use; it says: ${found%.}. Nothing was downloaded"
  name=$(of_gpu name) || refuse "CUDA_VISIBLE_DEVICES is $gpu, for which nvidia-smi says: ${name%.}. It lists: ${found%.}. Nothing was downloaded"
  driver=$(of_gpu driver_version) capability=$(of_gpu compute_cap)
  echo "GPU:    $gpu, $name, $(of_gpu memory.total) MiB, compute capability $capability"
  echo "Driver: $driver"
  at_least "$driver" 525.60 || refuse "the driver is $driver; the libraries of CUDA 12.4 need 525.60 or newer. Nothing was downloaded"
  if ! at_least "$capability" 5.0 || at_least "$capability" 10.0; then
    refuse "libtorch 2.5.1 has kernels for compute capability 5.0 to 9.0, and this GPU has $capability. Nothing was downloaded"
  fi
}

# --- The checks ---------------------------------------------------------------------------------

# In a copy, so that a build for the CPU here stays.
build() {
  local jar
  data/fetch.sh
  rm -rf "$folder"
  mkdir -p "$folder"
  git ls-files -z | tar -c --null -T - | tar -x -C "$folder"
  cp data/*-ubyte* "$folder/data/"
  cd "$folder"
  echo "The build, with what it downloads, writes to $logs/build.log"
  mvn -B ${profiles[@]+"${profiles[@]}"} -DskipTests package >"$logs/build.log" 2>&1 \
    || { tail -n 30 "$logs/build.log" && fail "the build failed: see $logs/build.log"; }
  jar=$(compgen -G "target/natives/pytorch-native-*.jar") || fail "target/natives has no libtorch"
  [[ $jar = *"/pytorch-native-$native-"* && $jar != *$'\n'* ]] || fail "target/natives has $jar, not $native alone"
  jar tf "$jar" | grep "/$native/.*/$library" || fail "$jar has no $library"
  jar tf target/natives/pytorch-jni-*.jar | grep "/linux-x86_64/$native/libdjl_torch.so" \
    || fail "$(echo target/natives/pytorch-jni-*.jar) has no glue for $native"
  figure "${jar##*/}, $(du -m "$jar" | cut -f 1) MB, has $library"
}

traces() {
  local reports=target/surefire-reports total
  rm -rf "$reports"
  mvn -B ${profiles[@]+"${profiles[@]}"} surefire:test@default-test "-Dtraces.device=$device" \
    -Dtest='TorchTracesTest,DropoutTest,CudaMasksTest' >"$logs/traces.log" 2>&1 \
    || { grep -E '^\[ERROR\]' "$logs/traces.log" | head -n 40 && fail "see $logs/traces.log"; }
  total=$(cat "$reports"/TEST-*.xml | grep -c '<testcase ' || true)
  [ "$(grep -l "name=\"traces.device\" value=\"$device\"" "$reports"/TEST-*.xml | wc -l)" = 3 ] \
    || fail "not all of the three test classes ran with traces.device = $device"
  figure "$total tests, the programs for CUDA on $device_name: every trace of PyTorch's in float64 and float32, dropout, its draws"
}

# values STUDY SQL: the first row of a query's answer, its columns separated by commas.
values() { ./submit/local.sh --master 'local[1]' sql "studies/$1" --format csv "$2" | sed -n 2p; }

# whole STUDY: its tables are those of the quick start, with nothing failed and all on the device.
whole() {
  local found
  found=$(values "$1" "SELECT
    (SELECT count(*) FROM trials), (SELECT count(*) FROM epochs), (SELECT count(*) FROM decisions),
    (SELECT count(*) FROM trials WHERE status = 'failed'),
    (SELECT count(DISTINCT trial, epoch) FROM epochs WHERE device = '$device_name')")
  [ "$found" = 16,40,30,0,40 ] \
    || fail "$1 has trials, epochs, decisions, failed trials, epochs on $device_name: $found, not 16,40,30,0,40"
}

quick_start() {
  local best tested evaluated seconds
  ./submit/local.sh search "${on_device[@]}" 2>&1 | tee "$logs/search.log"
  whole quickstart
  IFS=, read -r best tested seconds < <(values quickstart "SELECT
    max(best_val_accuracy), max(test_accuracy), (SELECT percentile(seconds, 0.5) FROM epochs) FROM trials")
  awk -v best="$best" 'BEGIN { exit !(best >= 88 && best <= 100) }' || fail "the best validation accuracy is $best, below 88"
  ./submit/local.sh evaluate --device="$device" --json studies/quickstart >"$logs/evaluate.json"
  evaluated=$(sed -nE 's/.*"test_accuracy" *: *([0-9.]+).*/\1/p' "$logs/evaluate.json" | head -n 1)
  awk -v a="$tested" -v b="$evaluated" 'BEGIN { exit !(b > 0 && (a - b) ^ 2 <= 0.01) }' \
    || fail "evaluate has a test accuracy of ${evaluated:-nothing}, the search of $tested"
  figure "16 trials, 40 epochs and 30 decisions on $device_name, best validation accuracy $best, test accuracy $tested, by evaluate $evaluated"
  figure "half of the epochs took at most $(printf '%.3f' "$seconds") s"
}

# events TYPE: how many the killed study has recorded.
events() { cat studies/killed/journal/*.json 2>/dev/null | grep -c "\"type\":\"$1\"" || true; }

# The same search, killed when its first trials are recorded. What is drawn is the same; on CUDA the
# late digits need not be, so decisions may differ where two trials are that close.
resumed() {
  local recorded differing largest
  ./submit/local.sh search "${on_device[@]}" --set study.name=killed >"$logs/killed.log" 2>&1 &
  in_background $!
  until [ "$(events finished)" -ge 2 ]; do
    kill -0 "$background" 2>/dev/null || fail "the search ended before it could be killed: see $logs/killed.log"
    sleep 0.1
  done
  kill -KILL "$background"
  wait "$background" 2>/dev/null || true
  recorded=$(events finished)
  [ "$(events ended)" = 0 ] || fail "the search had ended before it could be killed"
  ./submit/local.sh search --resume "${on_device[@]}" --set study.name=killed 2>&1 | tee "$logs/resumed.log"
  whole killed
  IFS=, read -r differing largest < <(values killed "SELECT
    (SELECT count(*) FROM decisions FULL JOIN parquet.\`$PWD/studies/quickstart/decisions\` other USING (rung, trial)
      WHERE decisions.promoted IS DISTINCT FROM other.promoted),
    (SELECT max(abs(epochs.val_loss - other.val_loss))
      FROM epochs JOIN parquet.\`$PWD/studies/quickstart/epochs\` other USING (trial, epoch))")
  figure "killed after $recorded of 30 jobs, resumed to 16 trials, 40 epochs, 30 decisions"
  figure "$differing decisions differ from the undisturbed search's, val_loss by at most $largest"
}

# trial_seconds STUDY: the most trials that ran at a time, and the seconds from the first's start to the last's end.
trial_seconds() {
  values "$1" "SELECT
    (SELECT max(running) FROM (SELECT count(*) AS running FROM trials a JOIN trials b
      ON b.started_at <= a.started_at AND b.ended_at > a.started_at GROUP BY a.trial)),
    (SELECT double(max(ended_at)) - double(min(started_at)) FROM trials),
    (SELECT count(*) FROM trials WHERE status = 'completed')"
}

# eight STUDY OPTION…: eight trials, all trained for as long.
eight() {
  ./submit/local.sh --master 'local[4]' search "${on_device[@]}" --set "study.name=$1" --set search.trials=8 \
    --set scheduler.type=none --set "scheduler.max-epochs=$sharing_epochs" "${@:2}"
}

memory_used() { [ -z "$gpu" ] || of_gpu memory.used; }

sharing() {
  local before most seconds completed alone largest
  eight alone --set resources.max-concurrent-trials=1 2>&1 | tee "$logs/alone.log"
  IFS=, read -r most alone completed < <(trial_seconds alone)
  [ "$most,$completed" = 1,8 ] || fail "alone: $most at a time at most, $completed of 8 completed"
  before=$(memory_used)
  if [ -n "$gpu" ]; then
    nvidia-smi -i "$gpu" --query-gpu=memory.used --format=csv,noheader,nounits -lms 200 >"$logs/memory.txt" &
    in_background $!
  fi
  eight sharing --set resources.gpus-per-trial=0.25 2>&1 | tee "$logs/sharing.log"
  [ -z "$background" ] || kill "$background"
  IFS=, read -r most seconds completed < <(trial_seconds sharing)
  [ "$most,$completed" = 4,8 ] || fail "sharing: $most at a time at most, not 4, and $completed of 8 completed"
  largest=$(values sharing "SELECT max(abs(epochs.val_loss - other.val_loss))
    FROM epochs JOIN parquet.\`$PWD/studies/alone/epochs\` other USING (trial, epoch)")
  figure "$(awk -v n=$((8 * sharing_epochs)) -v one="$alone" -v four="$seconds" \
    'BEGIN { printf "%.2f epochs/s by four trials at a time, %.2f by one: %.2f times", n / four, n / one, one / four }')"
  figure "val_loss differs by at most $largest"
  [ -z "$gpu" ] || figure "device memory: $before MiB before, $(sort -n "$logs/memory.txt" | tail -n 1) MiB at most"
}

epoch_time() {
  # shellcheck source=src/bench/python.bash
  . src/bench/python.bash
  export BENCH_PYTHON=$python
  cd "$folder"
  src/bench/epoch-time.sh "$rounds" "$device" | tee "$logs/epoch-time.md"
  figure "$(awk -F ' *[|] *' '$3 == "ours" { printf "%sbatch %d %s: %s s, %s of eager", (n++ ? ", " : ""), $2, $4, $5, $6 }' "$logs/epoch-time.md")"
}

# in_copy COMMAND…
in_copy() {
  cd "$folder"
  "$@"
}

gpu='' background=''
find_tools
if [ "$device" = cuda ] || command -v nvidia-smi >/dev/null; then find_gpu; fi
mkdir -p "$logs"
check "Build" build
if report >/dev/null; then
  check "Traces" in_copy traces
  check "Quick start" in_copy quick_start
  check "Kill and resume" in_copy resumed
  check "Four trials on one GPU" in_copy sharing
  check "Epoch time" epoch_time
fi
report

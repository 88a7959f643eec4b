#!/usr/bin/env bash
# Runs the job on a standalone cluster of two workers on this machine, with made-up GPU addresses.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.bash"

usage() {
  cat <<END
Usage: $script [spark-submit options] [COMMAND [its options]]

Shows how Spark hands GPUs to trials, on a machine that needs none: starts a standalone master and two
workers of one core here, whose discovery scripts name a made-up GPU each (addresses 0 and 1), runs the
job on them in client mode, and stops them. Trials train on the CPU (resources.device=cpu) but ask for
a GPU as on a real cluster. Needs a JDK 17 or newer and Maven, no Spark installation.

Commands (default: search): $commands
'$script COMMAND --help' describes one. Without a command, runs a short search: conf/quickstart.conf
with four trials of up to two epochs, study.name=demo; it replaces nothing, so delete studies/demo or
add 'search --resume' before another.

spark-submit options come before the command; the master is the demo's own. Set here unless given:
  --driver-memory 1g, spark.executor.memory=1g, spark.executor.resource.gpu.amount=1
All processes listen on 127.0.0.1 only, share a secret that is made for this run (spark.authenticate)
and encrypt what they send (spark.network.crypto) and write to their disks (spark.io.encryption).

Example:
  $script search --conf my.conf --set study.name=on-two-workers
Environment: JAVA_HOME, TMPDIR. DEMO_LOGS=FOLDER keeps the logs of the master, workers and executors.
Exit codes: those of the job (0 done, 1 failed, 2 wrong settings or arguments, 3 environment),
130 interrupted (resumable).
END
}

short_search() {
  job_arguments=(--set study.name=demo --set search.trials=4 --set scheduler.max-epochs=2)
}

# --- The cluster --------------------------------------------------------------------------------

# What is running: processes in the order of their start.
processes=() driver='' interrupted=''

# Ends what was started, last first, and removes the temporary folder; the exit code stays.
stop_all() {
  local code=$? index attempt
  trap - EXIT
  trap '' INT TERM HUP
  for ((index = ${#processes[@]} - 1; index >= 0; index--)); do
    kill "${processes[index]}" 2>/dev/null || continue
    # A worker ends its executors first, so it gets a while.
    for ((attempt = 0; attempt < 100; attempt++)); do
      kill -0 "${processes[index]}" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "${processes[index]}" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  if [ -n "${DEMO_LOGS:-}" ]; then
    mkdir -p "$DEMO_LOGS" || true
    cp -R "$run/logs/." "$run"/worker-* "$DEMO_LOGS/" || true
  fi
  rm -rf "$run"
  exit "$code"
}

# Jobs in the background ignore SIGINT: the driver gets SIGTERM and ends its study as interrupted.
interrupt() {
  interrupted=yes
  [ -n "$driver" ] || exit 130
  kill -TERM "$driver" 2>/dev/null || true
}

make_run_folder() {
  run=$(mktemp -d "${TMPDIR:-/tmp}/spark-halving-demo.XXXXXX") \
    || fail 3 "cannot write in ${TMPDIR:-/tmp}; set TMPDIR to a folder for temporary files"
  trap stop_all EXIT
  trap interrupt INT TERM HUP
  mkdir "$run/logs" "$run/conf" "$run/local"
  cat >"$run/conf/log4j2.properties" <<END
rootLogger.level = info
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
END
}

# The same for master, workers and driver; a file, since others can read command lines. Spark gives
# executors the secret in their environment.
write_java_options() {
  local package mask
  mask=$(umask)
  umask 077
  {
    echo -Dspark.authenticate=true
    echo -Dspark.network.crypto.enabled=true
    echo -Dspark.io.encryption.enabled=true
    echo "-Dspark.authenticate.secret=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
    for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
      java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
      sun.security.action sun.util.calendar; do
      echo "--add-opens=java.base/$package=ALL-UNNAMED"
    done
  } >"$run/java-options"
  umask "$mask"
}

export_environment() {
  export_spark
  export SPARK_CONF_DIR="$run/conf" SPARK_LOCAL_DIRS="$run/local" SPARK_LOCAL_IP=127.0.0.1
  export SPARK_NO_DAEMONIZE=1 MALLOC_ARENA_MAX=1 OMP_NUM_THREADS=1
  unset SPARK_DIST_CLASSPATH SPARK_WORKER_OPTS SPARK_MASTER_OPTS
}

# start NAME CLASS JAVA_OPTION… -- ARGUMENT…: starts a daemon, which writes to logs/NAME.log.
start() {
  local name=$1 class=$2 options=()
  shift 2
  while [ "$1" != -- ]; do options+=("$1") && shift; done
  "$java" -Xmx256m -XX:TieredStopAtLevel=1 "@$run/java-options" \
    -Dspark.master.rest.enabled=false ${options[@]+"${options[@]}"} -cp "$run/conf:$target/spark/jars/*" \
    "org.apache.spark.deploy.$class" "${@:2}" </dev/null >"$run/logs/$name.log" 2>&1 &
  processes+=($!)
}

# await NAME PATTERN: prints the text in logs/NAME.log that matches, once it is there.
await() {
  local attempt
  for ((attempt = 0; attempt < 300; attempt++)); do
    grep -Eom1 "$2" "$run/logs/$1.log" && return
    kill -0 "${processes[${#processes[@]} - 1]}" 2>/dev/null || break
    sleep 0.2
  done
  cat "$run/logs/$1.log" >&2
  fail 3 "the $1 did not start, for the reason above"
}

start_cluster() {
  local address script_file
  start master master.Master -- --host 127.0.0.1 --port 0 --webui-port 0
  master=$(await master 'spark://127\.0\.0\.1:[0-9]+' | head -n 1)
  for address in 0 1; do
    script_file=$run/gpu-$address.sh
    printf '#!/bin/sh\necho '\''{"name":"gpu","addresses":["%s"]}'\''\n' "$address" >"$script_file"
    chmod 700 "$script_file"
    start "worker-$address" worker.Worker -Dspark.worker.resource.gpu.amount=1 \
      "-Dspark.worker.resource.gpu.discoveryScript=$script_file" -- --host 127.0.0.1 --port 0 \
      --webui-port 0 --cores 1 --memory 2g --work-dir "$run/worker-$address" "$master"
  done
  for address in 0 1; do
    await "worker-$address" 'Successfully registered with master' >/dev/null
  done
}

# --- The job ------------------------------------------------------------------------------------

# The libraries are on this machine: executors read them where they are.
run_job() {
  local libraries="$target/lib/*:$target/natives/*" default options code=0
  # On short runs the second compiler takes more than it gives.
  options="-XX:TieredStopAtLevel=1 \"@$run/java-options\" \"-Dlog4j2.configurationFile=file:$repository/conf/log4j2.properties\""
  for default in spark.executor.memory=1g spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 \
    spark.executor.resource.gpu.amount=1 spark.ui.enabled=false \
    spark.cores.max=2 spark.scheduler.minRegisteredResourcesRatio=1 \
    "spark.sql.warehouse.dir=$run/warehouse" "spark.executor.extraClassPath=$libraries"; do
    options+=" \"-D$default\""
  done
  export SPARK_SUBMIT_OPTS="$options" SPARK_DIST_CLASSPATH="$libraries"
  export SPARK_DRIVER_MEMORY="${SPARK_DRIVER_MEMORY:-1g}"
  java_words "$jar" --master "$master"
  "${words[@]}" <&0 &
  driver=$!
  processes+=("$driver")
  wait "$driver" || code=$?
  # A signal ends wait, not the driver.
  while kill -0 "$driver" 2>/dev/null; do
    code=0
    wait "$driver" || code=$?
  done
  # One that came when the job was done changes nothing.
  [ -z "$interrupted" ] || [ "$code" = 0 ] || code=130
  return "$code"
}

parse_arguments "$@"
! has_option --master || fail 2 "--master cannot be given: the demo starts a cluster of its own (standalone.sh takes any)"
[ "$command" != search ] || [ ${#job_arguments[@]} -gt 0 ] || short_search
[[ $repository != *:* ]] || fail 3 "Java takes no colon in a class path; move $repository"
find_java
build_if_needed
choose_settings_file
fetch_data
[ "$command" != search ] || job_has '*resources.device=*' || job_arguments+=(--set resources.device=cpu)
make_run_folder
write_java_options
export_environment
start_cluster
run_job

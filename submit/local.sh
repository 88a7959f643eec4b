#!/usr/bin/env bash
# Runs the job on this machine, with nothing but a JDK 17 and Maven.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.bash"

usage() {
  cat <<END
Usage: $script [spark-submit options] [COMMAND [its options]]

Runs the job on this machine. Needs a JDK 17 or newer and Maven, no Spark installation: what is
missing or older than its sources is built first, and the data is fetched when a command reads it.

Commands (default: search; each has a --help):
  search [--conf FILE] [--set KEY=VALUE]… [--resume]   run a study (default: conf/quickstart.conf)
  show STUDY            leaderboard and state        stop STUDY             stop a running study
  sql STUDY "SELECT …"  query the tables             report STUDY           write its report, a web page
  evaluate STUDY        test a model                 data                   summary of the data set
  predict STUDY FILE…   classify pictures            export STUDY FILE      the model for other programs
  verify STUDY          train a trial once more     list FOLDER            the studies there
  compare STUDY STUDY…  results, costs and settings of several studies
  track STUDY           send it to an MLflow server
  doctor                what this machine offers a search, and what is wrong

spark-submit options, before the command; the ones that matter here:
  --master MASTER       local[4] for four cores, local[*] (default) for all
  --driver-memory 4g    Java heap; default: a third of the memory, from 2g to 8g
  --conf KEY=VALUE      a property of Spark's, such as spark.ui.enabled=true (default: false)
  --properties-file F, --jars, --packages, --driver-java-options, --verbose, --version, …

Relative paths, data and studies among them, are in the working directory; outside the repository,
the data is copied to ./data there, and the default settings are the repository's.
For an NVIDIA GPU: 'mvn -Pgpu clean package -DskipTests' once, later builds by this script keep to CUDA.

Examples:
  $script
  $script search --conf conf/quickstart.conf --set study.name=seed-7 --set study.seed=7
  $script --master 'local[2]' --driver-memory 4g search --set study.name=second
  $script sql studies/quickstart "SELECT * FROM trials ORDER BY best_val_accuracy DESC LIMIT 5"

Environment: JAVA_HOME, TMPDIR (temporary files), SPARK_LOCAL_IP (default 127.0.0.1), SPARK_SUBMIT_OPTS
(more Java options). SPARK_HOME, SPARK_CONF_DIR, HADOOP_CONF_DIR and YARN_CONF_DIR are ignored: Spark is
target/spark, conf/ its settings, and a path without a scheme is local (spark.hadoop.KEY sets one of Hadoop's).
Exit codes: 0 done, 1 failed, 2 wrong settings or arguments, 3 environment (no Java, no data, no GPU
although asked for, no access), 130 interrupted (resumable). More: src/docs/commands.md.
END
}

# The Java heap: a third of the memory (of the control group's, in a container), from 2 to 8 GiB.
default_memory() {
  local kilobytes limit
  kilobytes=$(awk '/^MemTotal/ { print $2 }' /proc/meminfo 2>/dev/null) \
    || kilobytes=$(($(sysctl -n hw.memsize 2>/dev/null || echo 0) / 1024))
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    limit=$(cat "$limit" 2>/dev/null) || continue
    if [[ $limit =~ ^[0-9]{1,18}$ ]] && [ $((limit / 1024)) -lt "$kilobytes" ]; then
      kilobytes=$((limit / 1024))
    fi
  done
  local megabytes=$((kilobytes / 1024 / 3))
  [ $megabytes -ge 2048 ] || megabytes=2048
  [ $megabytes -le 8192 ] || megabytes=8192
  echo "${megabytes}m"
}

# Sets run: a folder for this process's temporary files and its copy of the jar, so that a build
# does not pull the jar from under a running job. The process holds a lock in it, through fd 9, as
# long as it lives; folders whose lock is free are left-overs.
make_run_folder() {
  local parent=${TMPDIR:-/tmp} old
  if command -v flock >/dev/null; then
    for old in "$parent/spark-halving-$UID".*; do
      if [ -O "$old" ] && [ -n "$(find "$old/lock" -mmin +1 2>/dev/null)" ]; then
        flock -n "$old/lock" rm -rf "$old" 2>/dev/null || true # another start may have swept it
      fi
    done
  fi
  run=$(mktemp -d "$parent/spark-halving-$UID.XXXXXX") \
    || fail 3 "cannot write in $parent; set TMPDIR to a folder for temporary files"
  if command -v flock >/dev/null; then
    exec 9>"$run/lock"
    flock -s 9
  fi
  cp "$jar" "$run/"
}

# launch OPTION…: becomes the job's Java, with options for it. The defaults are system properties, which Spark's --conf and files
# override.
launch() {
  export_spark
  export SPARK_CONF_DIR="$repository/conf"
  export SPARK_DIST_CLASSPATH="$target/lib/*:$target/natives/*"
  export SPARK_LOCAL_DIRS="${SPARK_LOCAL_DIRS:-$run}"
  export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
  export SPARK_DRIVER_MEMORY="${SPARK_DRIVER_MEMORY:-$(default_memory)}"
  export SPARK_SUBMIT_OPTS="-Dspark.ui.enabled=false \"-Dspark.sql.warehouse.dir=$run/warehouse\" ${SPARK_SUBMIT_OPTS:-}"
  # glibc would give each thread an arena of its own, which grows; a trial's threads are Spark's cores.
  export MALLOC_ARENA_MAX=1 OMP_NUM_THREADS=1
  java_words "$run/$(basename "$jar")"
  settings_last
  # The second compiler pays after minutes of Java; where libtorch or a reader of files does the work, it takes a core from them.
  simulates || set -- -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m "$@"
  exec "${words[0]}" "$@" "${words[@]:1}"
}

# Puts the folder of Spark's settings at the end of the class path: an archive of classes is for a path that begins with jars.
settings_last() {
  [[ ${words[1]} != -cp || ${words[2]} != "$SPARK_CONF_DIR"/:* ]] \
    || words[2]=${words[2]#"$SPARK_CONF_DIR"/:}:$SPARK_CONF_DIR/
}

# Java's archive of the classes that Spark loads at each start (class-data sharing), which halves the time to it. It is made once
# after a build, of what a small simulated search has loaded; without one all runs as well, and begins later.
archive=$target/classes.jsa

# Whether there is one of this build and this Java; empty, where this Java makes none.
is_archived() {
  [ -e "$archive" ] && [ ! "$archive" -ot "$jar" ] || return 1
  [ ! -e "$archive.java" ] || [ "$(cat "$archive.java")" = "$java_version" ]
}

make_archive() {
  local code=0
  ! is_archived && [ -w "$target" ] || return 0
  say "preparing faster starts, once after each build"
  (
    command=search spark_options=() extra_jars='' extra_files=''
    job_arguments=(--conf "$repository/conf/simulate.conf" --set search.trials=4 --set study.name=archive
      --set "study.output=\"$run\"" --set "simulation.curves=\"$repository/conf/simulate.csv\"")
    launch "-XX:ArchiveClassesAtExit=$run/classes.jsa"
  ) >"$run/archive.log" 2>&1 || code=$?
  [ $code = 0 ] || rm -f "$run/classes.jsa"
  case $code in 130 | 143) exit $code ;; esac # interrupted; what else may go wrong is not this command's
  keep_archive || rm -f "$archive.$$"
}

# Renamed when it is whole: half an archive would end Java at its start.
keep_archive() {
  [ -e "$run/classes.jsa" ] || : >"$run/classes.jsa"
  { mv "$run/classes.jsa" "$archive.$$" && printf '%s\n' "$java_version" >"$archive.java" && mv "$archive.$$" "$archive"; } 2>/dev/null
}

parse_arguments "$@"
[[ $repository != *:* ]] || fail 3 "Java takes no colon in a class path; move $repository"
find_java
build_if_needed
choose_settings_file
fetch_data
make_run_folder
make_archive
launch "-XX:SharedArchiveFile=$archive" -Xlog:cds=off -Xlog:cds+dynamic=off

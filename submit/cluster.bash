# shellcheck shell=bash
# What the scripts for clusters share. They source this file and define `usage` and `prepare`, which
# checks the cluster's own needs and adds to defaults, Spark properties that users may override.
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"

# Printed by each script's --help.
common_usage() {
  cat <<END
Usage: $script [spark-submit options] [COMMAND [its options]]

Commands (default: search): $commands
'$script COMMAND --help' describes one. The driver runs here (--deploy-mode client) and reads the data,
by default this machine's ./data, fetched when missing; --set data.path=URI names another place. Studies
must be where all can reach them: --set study.output=URI. A path without a scheme is on the default file
system of Hadoop's configuration, if there is one.
Needs an installed Spark 4.1 (or 3.5, after 'mvn -Pspark-3.5 clean package -DskipTests'; SPARK_HOME, or
spark-submit on the PATH), a JDK 17, and Maven to build.
The engine's libraries are sent along (114 MB; 2.5 GB for CUDA), unless each executor has them in a
folder that --conf spark.executorEnv.PYTORCH_LIBRARY_PATH=FOLDER names (see unpack-natives.sh --help).
An executor gets one GPU; a trial, resources.gpus-per-trial of one. 'mvn -Pgpu clean package -DskipTests'
builds for CUDA; without that build, or with --set resources.device=cpu after the command, no GPUs are
asked for.
END
}

# Sets spark_submit.
find_spark() {
  if [ -n "${SPARK_HOME:-}" ]; then
    spark_submit=$SPARK_HOME/bin/spark-submit
    [ -x "$spark_submit" ] || fail 3 "SPARK_HOME is $SPARK_HOME, but it has no bin/spark-submit"
  else
    spark_submit=$(command -v spark-submit) \
      || fail 3 "no Spark: set SPARK_HOME to a Spark 4 installation, or put spark-submit on the PATH (submit/local.sh needs none)"
  fi
}

# Whether executors get GPUs: for commands that compute, unless they shall not use any, or the user
# leaves it open and the build, which keeps its kind of natives, is the CPU's.
wants_gpu() {
  local option amount=
  case $command in
    search) ! job_has '*resources.device=cpu' || return 1 ;;
    evaluate) ! job_has '--device[= ]cpu' || return 1 ;;
    predict) job_has '--table*' && ! job_has '--device[= ]cpu' || return 1 ;;
    doctor) ;;
    *) return 1 ;;
  esac
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    [[ $option != spark.executor.resource.gpu.amount=* ]] || amount=${option#*=}
  done
  if [ -n "$amount" ]; then
    [ "$amount" != 0 ]
  elif ! compgen -G "$target/natives/pytorch-native-cu*.jar" >/dev/null; then
    say "asking for no GPUs: the build is the CPU's ('mvn -Pgpu clean package -DskipTests' builds for CUDA)"
    return 1
  fi
}

# Whether executors have the engine's libraries: a folder on each host, or of their image, is named.
executors_have_natives() {
  local option
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    [[ $option != spark.executorEnv.PYTORCH_LIBRARY_PATH=?* ]] || return 0
  done
  return 1
}

# Sets list to the files of the libraries with a comma between; the engine's are sent along unless
# executors have them, and are then for the driver alone.
library_jars() {
  local index file files=("$target"/lib/*.jar)
  if executors_have_natives; then
    for ((index = 0; index < ${#spark_options[@]}; index++)); do
      [ "${spark_options[index]}" != --driver-class-path ] || break
    done
    [ "$index" -lt ${#spark_options[@]} ] || spark_options+=(--driver-class-path '')
    spark_options[index + 1]+=${spark_options[index + 1]:+:}"$target/natives/*"
  else
    files+=("$target"/natives/*.jar)
  fi
  list=
  for file in "${files[@]}"; do list+=${list:+,}$file; done
}

# The defaults are system properties, which Spark's --conf and files override.
submit() {
  local default options="\"-Dlog4j2.configurationFile=file:$repository/conf/log4j2.properties\""
  for default in ${defaults[@]+"${defaults[@]}"}; do options+=" \"-D$default\""; done
  export SPARK_SUBMIT_OPTS="$options ${SPARK_SUBMIT_OPTS:-}"
  export MALLOC_ARENA_MAX=1 OMP_NUM_THREADS=1
  library_jars
  exec "$spark_submit" --class org.sparkhalving.cli.Main --deploy-mode client \
    --jars "$list${extra_jars:+,$extra_jars}" ${extra_files:+--files "$extra_files"} \
    ${spark_options[@]+"${spark_options[@]}"} \
    "$jar" "$command" ${job_arguments[@]+"${job_arguments[@]}"}
}

# The default data is this machine's, whatever file system is Hadoop's default.
point_to_local_data() {
  case $command in search | data) ;; *) return 0 ;; esac
  ! reads_default_data || job_arguments+=(--set "data.path=file:$PWD/data")
}

run_on_cluster() {
  defaults=()
  parse_arguments "$@"
  find_spark
  prepare
  find_java
  build_if_needed
  choose_settings_file
  fetch_data
  point_to_local_data
  submit
}

# shellcheck shell=bash
# What the launch scripts share: arguments, Java, the build, the data. A script sources this file
# after `set -euo pipefail` and defines `usage`.

script=$(basename "$0")
repository=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." >/dev/null && pwd)
target=$repository/target
jar=$target/spark-halving.jar

commands='search show list compare report stop sql evaluate predict export verify track data doctor help'
spark_flags='--supervise --verbose -v --load-spark-defaults --version'
spark_valued='--archives --conf -c --deploy-mode --driver-class-path --driver-cores
  --driver-java-options --driver-library-path --driver-memory --exclude-packages --executor-cores
  --executor-memory --files --jars --keytab --master --name --num-executors --packages --principal
  --properties-file --proxy-user --queue --repositories --total-executor-cores'

# Java takes names of files and what it prints in the locale's encoding, in which "ä" must not be "?".
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

say() { printf '%s: %s\n' "$script" "$*" >&2; }

# fail CODE MESSAGE
fail() {
  local code=$1
  shift
  say "$*"
  exit "$code"
}

# has_word WORD LIST: whether LIST, separated by white space, has WORD.
has_word() {
  local word
  for word in $2; do [ "$word" != "$1" ] || return 0; done
  return 1
}

# --- Arguments ----------------------------------------------------------------------------------

# Sets spark_options, extra_jars, extra_files, command and job_arguments from
# [spark-submit options] [COMMAND [its options]].
parse_arguments() {
  spark_options=() extra_jars='' extra_files='' command=search job_arguments=()
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --*=*) spark_option "${1%%=*}" "${1#*=}" && shift ;;
      -*)
        if has_word "$1" "$spark_flags"; then
          spark_options+=("$1")
          shift
        else
          has_word "$1" "$spark_valued" || unknown_option "$1"
          [ $# -ge 2 ] || fail 2 "$1 needs a value"
          spark_option "$1" "$2" && shift 2
        fi
        ;;
      *)
        command=$1
        job_arguments=("${@:2}")
        break
        ;;
    esac
  done
  has_word "$command" "$commands" \
    || fail 2 "unknown command $command; commands: $commands (see $script --help)"
  refuse_late_options
}

# spark_option NAME VALUE
spark_option() {
  case $1 in
    --conf | -c)
      [[ $2 = *=* ]] || fail 2 "--conf before the command is Spark's, key=value, not $2;" \
        "a settings file comes after the command: $script search --conf $2"
      ;;
    --deploy-mode)
      [ "$2" = client ] || fail 2 "--deploy-mode can only be client, not $2:" \
        "the driver runs where this script does"
      ;;
    --jars) extra_jars+=${extra_jars:+,}$2 && return ;;
    --files) extra_files+=${extra_files:+,}$2 && return ;;
    *) has_word "$1" "$spark_valued" || unknown_option "$1" ;;
  esac
  spark_options+=("$1" "$2")
}

unknown_option() {
  fail 2 "unknown spark-submit option $1 before the command; options of a command come after it (see $script --help)"
}

# A command knows none of Spark's options; --conf is the name of one of each.
refuse_late_options() {
  local argument before=
  for argument in ${job_arguments[@]+"${job_arguments[@]}"}; do
    if [ "$before" = --conf ] && [[ $argument = spark.*=* ]]; then
      fail 2 "--conf $argument is Spark's and comes before the command: $script --conf $argument $command"
    fi
    before=$argument
    case ${argument%%=*} in --conf | --version | -c | -v) continue ;; esac
    ! has_word "${argument%%=*}" "$spark_flags $spark_valued" \
      || fail 2 "${argument%%=*} is Spark's and comes before the command: $script ${argument%%=*} … $command"
  done
}

# has_option NAME…: whether one of the options was given.
has_option() {
  local option
  for option in ${spark_options[@]+"${spark_options[@]}"}; do
    ! has_word "$option" "$*" || return 0
  done
  return 1
}

# job_has PATTERN: whether one of the command's arguments, or two with a space between, matches.
job_has() {
  local argument before=
  for argument in ${job_arguments[@]+"${job_arguments[@]}"}; do
    # shellcheck disable=SC2053 # a pattern
    [[ $argument = $1 || "$before $argument" = $1 ]] && return
    before=$argument
  done
  return 1
}

# Sets settings_file to the file that the command reads its settings from. Without --conf it is
# conf/quickstart.conf of the working directory; where there is none, the repository's.
choose_settings_file() {
  find_settings_file
  [ -z "$settings_file" ] || refuse_large "$settings_file"
}

# refuse_large FILE: settings are short; a file of another kind would take minutes to read.
refuse_large() {
  [ ! -f "$1" ] || [ "$(wc -c <"$1")" -le 1048576 ] \
    || fail 2 "$1 has more than 1 MiB, and is no settings file; give one such as conf/quickstart.conf"
}

find_settings_file() {
  local argument before=
  settings_file=
  case $command in search | data) ;; *) return 0 ;; esac
  for argument in ${job_arguments[@]+"${job_arguments[@]}"}; do
    [ "$before" != --conf ] || settings_file=$argument
    [[ $argument != --conf=* ]] || settings_file=${argument#--conf=}
    before=$argument
  done
  [ -z "$settings_file" ] || return 0
  settings_file=conf/quickstart.conf
  if [ ! -e "$settings_file" ]; then
    settings_file=$repository/conf/quickstart.conf
    job_arguments=(--conf "$settings_file" ${job_arguments[@]+"${job_arguments[@]}"})
  fi
}

# --- Java and the build -------------------------------------------------------------------------

# Sets java, and java_version to what it says of itself.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail 3 "JAVA_HOME is $JAVA_HOME, but it has no bin/java; set it to a JDK 17 or newer"
  else
    java=$(command -v java) || fail 3 "there is no java on the PATH; install a JDK 17 or newer, or set JAVA_HOME"
  fi
  java_version=$("$java" -version 2>&1) || fail 3 "$java does not run: $java_version"
  if ! [[ $java_version =~ version\ \"([0-9]+) ]] || [ "${BASH_REMATCH[1]}" -lt 17 ]; then
    fail 3 "$java is not Java 17 or newer; install a JDK 17, or set JAVA_HOME to one"
  fi
}

is_complete() {
  local folder
  [ -f "$jar" ] && [ ! -e "$target/.building" ] || return 1
  for folder in lib natives spark/jars; do
    compgen -G "$target/$folder/*.jar" >/dev/null || return 1
  done
}

# Whether nothing (in PATH…) has changed since the build began.
is_unchanged() { [ -z "$(find "$@" -newer "$jar" -print -quit)" ]; }

is_built() { is_complete && is_unchanged "$repository/pom.xml" "$repository/src/main"; }

build_if_needed() {
  is_built && return
  if is_complete && [ ! -w "$target" ]; then
    say "$target is older than the sources and cannot be written; running it as it is"
    return
  fi
  mkdir -p "$target" 2>/dev/null || true
  [ -w "$target" ] || fail 3 "cannot build: $target cannot be written"
  lock_build
  is_built || build
  unlock_build
}

# Leaves the jar with the time at which the build began: what was edited meanwhile is newer.
build() {
  local profiles=()
  command -v mvn >/dev/null || fail 3 "there is no mvn on the PATH, and a build is needed; install Maven 3.8 or newer"
  say "building $jar, which takes a minute or more"
  ! compgen -G "$target/natives/pytorch-native-cu*.jar" >/dev/null || profiles+=(-Pgpu)
  ! compgen -G "$target/spark/jars/spark-core_*-3.5.*.jar" >/dev/null || profiles+=(-Pspark-3.5)
  if ! is_complete || ! is_unchanged "$repository/pom.xml"; then
    rm -rf "${target:?}/lib" "$target/natives" "$target/spark"
  fi
  touch "$target/.building"
  if ! (cd "$repository" && mvn -q -B -Dmaven.test.skip=true ${profiles[@]+"${profiles[@]}"} package) \
    >"$target/build.log" 2>&1; then
    cat "$target/build.log" >&2
    fail 3 "the build failed, for the reason above"
  fi
  touch -r "$target/.building" "$jar"
  rm "$target/.building"
}

# One build at a time; a lock of a killed build is free.
lock_build() {
  if command -v flock >/dev/null; then
    exec 8>"$target/.lock"
    flock -n 8 || { say "waiting for another build" && flock 8; }
  else
    until mkdir "$target/.lock.d" 2>/dev/null; do
      kill -0 "$(cat "$target/.lock.d/process" 2>/dev/null || echo $$)" 2>/dev/null \
        || rm -rf "$target/.lock.d"
      sleep 1
    done
    echo $$ >"$target/.lock.d/process"
    trap unlock_build EXIT
  fi
}

unlock_build() {
  exec 8>&-
  rm -rf "$target/.lock.d"
  trap - EXIT
}

# --- Spark's command ----------------------------------------------------------------------------

# Exports what names the build's Spark, and hides another's.
export_spark() {
  launcher=$(compgen -G "$target/spark/jars/spark-launcher_*.jar")
  SPARK_SCALA_VERSION=${launcher##*spark-launcher_}
  export SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION%%-*} SPARK_HOME="$target/spark"
  unset MASTER HADOOP_CONF_DIR YARN_CONF_DIR
}

# java_words JAR OPTION…: sets words to the Java command of the job in JAR, with the build's Spark.
# Spark's own launcher makes it of the environment and the options, as for spark-submit; it ends what
# else Java may print with a NUL and a new line. The vector module, of use to Spark's MLlib only,
# would warn at each start.
java_words() {
  local word job=$1
  shift
  words=()
  while IFS= read -r -d '' word; do
    [ "$word" = --add-modules=jdk.incubator.vector ] || words+=("${word#$'\n'}")
  done < <(
    "$java" -XX:TieredStopAtLevel=1 -cp "$launcher" org.apache.spark.launcher.Main \
      org.apache.spark.deploy.SparkSubmit "$@" --class org.sparkhalving.cli.Main \
      ${extra_jars:+--jars "$extra_jars"} ${extra_files:+--files "$extra_files"} \
      ${spark_options[@]+"${spark_options[@]}"} \
      "$job" "$command" ${job_arguments[@]+"${job_arguments[@]}"}
  )
  [ ${#words[@]} -gt 1 ] || fail 3 "Spark's launcher failed, for the reason above"
  words=("${words[@]:1}")
}

# --- The data -----------------------------------------------------------------------------------

# Fetches the data into ./data, the default of data.path, for commands that read it from there. A
# copy in the repository's data/ is taken before anything is downloaded.
fetch_data() {
  ! job_has '-h' && ! job_has '--help' && reads_default_data && ! has_data data || return 0
  ! has_data "$repository/data" || export FASHION_MNIST_INSTALLED="$repository/data"
  bash "$repository/data/fetch.sh" "$PWD/data" && return
  [ -n "$settings_file" ] && [ "$settings_file" -ef "$repository/conf/quickstart.conf" ] && exit 3
  say "continuing without the data"
}

# has_data FOLDER: whether the four files are there, gzipped or plain.
has_data() {
  local name
  while read -r _ name; do
    [ -e "$1/$name.gz" ] || [ -e "$1/$name" ] || return 1
  done <"$repository/data/checksums.sha256"
}

reads_default_data() {
  ! simulates || return 1
  case $command in
    search | data)
      ! job_has '--set*data.path*' && [ -f "$settings_file" ] && ! names_other_data "$settings_file"
      ;;
    evaluate | export | verify)
      local study=${job_arguments[0]:-}
      [ -f "$study/study.json" ] && grep -Eq '"path" *: *"data"' "$study/study.json"
      ;;
    *) return 1 ;;
  esac
}

# Whether a search replays curves, and so reads no images: what --set says counts, then the last line.
simulates() {
  local argument backend=
  [ "$command" = search ] || return 1
  for argument in ${job_arguments[@]+"${job_arguments[@]}"}; do
    [[ ! $argument =~ ^(--set=)?resources\.backend=\"?([a-z]*) ]] || backend=${BASH_REMATCH[2]}
  done
  if [ -z "$backend" ] && [ -f "$settings_file" ]; then
    backend=$(settings_lines "$settings_file" \
      | sed -nE 's/^[^#]*backend"? *[=:] *"?([a-z]*).*/\1/p' | tail -n 1)
  fi
  [ "$backend" = simulated ]
}

# Whether a settings file sets a path to something that is not the default, "data".
names_other_data() {
  settings_lines "$1" | grep -E '(^|[^A-Za-z_-])path *[=:]' \
    | grep -Evq 'path *[=:] *"?data"? *(#.*|//.*|\})?$'
}

# settings_lines FILE: prints its lines, with those of the files that it includes in their places.
settings_lines() {
  local line name folder=${1%/*}
  [[ $1 = */* ]] || folder=.
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line =~ ^[[:space:]]*include[[:space:]]+(required\()?(file\()?\"([^\"]+)\" ]]; then
      name=${BASH_REMATCH[3]}
      [[ $name = /* || -n ${BASH_REMATCH[2]} ]] || name=$folder/$name
      [ -f "$name" ] || name+=.conf
      # One that includes itself is the job's to refuse.
      [ ! -f "$name" ] || [ ${#FUNCNAME[@]} -gt 50 ] || settings_lines "$name"
    else
      printf '%s\n' "$line"
    fi
  done <"$1"
}

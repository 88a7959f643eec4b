#!/usr/bin/env bash
# Unpacks the engine's libraries, for an image or for a folder that each host has.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.bash"

usage() {
  cat <<TEXT
Usage: $script FOLDER

Unpacks the engine's libraries, libtorch with its glue to Java, from target/natives/*.jar into FOLDER,
which must be new or empty, and builds the job first where that is needed: 440 MB for the CPU, 3.8 GB
after 'mvn -Pgpu clean package -DskipTests'. Put the folder at one path on each host (or into an image), belonging
to root, and name it to the executors and the driver; then submit without target/natives/*.jar:
  --conf spark.executorEnv.PYTORCH_LIBRARY_PATH=FOLDER      and here: export PYTORCH_LIBRARY_PATH=FOLDER

Environment: JAVA_HOME. Exit codes: 0 done, 2 wrong arguments, 3 environment.
TEXT
}

case $# in
  1) ;;
  *) fail 2 "one folder is needed (see $script --help)" ;;
esac
case $1 in
  -h | --help) usage && exit 0 ;;
  -*) fail 2 "unknown option $1 (see $script --help)" ;;
esac
find_java
build_if_needed
exec "$java" -cp "$jar:$target/lib/*:$target/natives/*" \
  org.sparkhalving.training.natives.UnpackNatives "$1"

#!/usr/bin/env bash
# Shows the resident memory of one process in which many short trials train, two at a time.
# Usage: src/bench/memory.sh [TRIALS] [JAVA_HEAP]      (default 500 2g, local.sh's least heap; about two minutes; Linux)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
trials=${1:-500}
heap=${2:-2g}

if [ ! -d target/classes ] || [ ! -d target/natives ]; then
  mvn -q -B -DskipTests package
fi
data/fetch.sh
classpath="target/bench-classes:target/classes:target/lib/*:target/natives/*:target/spark/jars/*"
mkdir -p target/bench-classes
javac -d target/bench-classes -cp "$classpath" src/bench/java/org/sparkhalving/training/TrialMemory.java
# As submit/local.sh sets them.
export OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1
# The whole heap is resident from the start: Java takes it page by page as garbage fills it, up to the size that it was given.
exec java "-Xms$heap" "-Xmx$heap" -XX:+AlwaysPreTouch -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$classpath" \
  org.sparkhalving.training.TrialMemory data "$trials"

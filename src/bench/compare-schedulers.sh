#!/usr/bin/env bash
# Compares ways to search on recorded curves of real trials (src/bench/curves, made by src/bench/record-curves.sh), and prints a
# Markdown table. Usage: src/bench/compare-schedulers.sh [ORDERS]      (default 100; a few seconds)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
orders=${1:-100}

if [ ! -d target/classes ] || [ ! -d target/spark ]; then
  mvn -q -B -DskipTests package
fi
classpath="target/bench-classes:target/classes:target/lib/*:target/spark/jars/*"
mkdir -p target/bench-classes
javac -d target/bench-classes -cp "$classpath" src/bench/java/org/sparkhalving/search/*.java
opens=$(sed -n 's/^ *\(--add-opens[= ].*\)$/\1/p' submit/common.bash | tr '\n' ' ')
# shellcheck disable=SC2086
exec java $opens -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$classpath" \
  org.sparkhalving.search.CompareSchedulers src/bench/curves/session2.parquet "$orders"

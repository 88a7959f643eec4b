#!/usr/bin/env bash
# Hurts searches in every way that src/docs/faults.md names, for real, and prints what became of each: a row for each fault, with
# the rows of its tables that are missing or there twice, and the decisions that differ, against the same search undisturbed.
# Fails when there is any. Needs half an hour, no data.
# Usage: src/bench/faults.sh [FILE]      (what is printed, too; default: target/faults.txt)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
file=${1:-target/faults.txt}
tests='KillAndResumeIT,ProcessFaultsIT,ClusterFaultsIT'

mvn -q -B -DskipTests package
rm -f target/faults.md
code=0
mvn -B failsafe:integration-test@default failsafe:verify@default -Dexcluded.tests=none -Dit.test="$tests" || code=$?
mvn -B antrun:run@s3proxy failsafe:integration-test@storage failsafe:verify@storage -Dexcluded.tests=none -Dit.test=StorageFaultsIT || code=$?

{
  echo '| fault | times injected | rows lost | rows twice | decisions changed | seconds to recover |'
  echo '|---|---|---|---|---|---|'
  sort target/faults.md
} | tee "$file"
exit "$code"

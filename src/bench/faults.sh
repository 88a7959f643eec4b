#!/usr/bin/env bash
# Hurts searches in every way that the table of src/docs/guarantees.md lists, for real, and prints what became of each: a row
# for each fault, with the rows of its tables that are missing or there twice, and the decisions that differ, against the same
# search undisturbed. Fails when there is any. Needs 25 minutes, no data.
# Usage: src/bench/faults.sh [--rest] [FILE]      (FILE: what is printed, too; default: target/faults.txt)
#   --rest   right after `mvn verify`: hurts searches only in the ways that it leaves out, with 12 random kills instead of 30; the
#            table has both
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rest=()
if [ "${1:-}" = --rest ]; then
  rest=(-Dgroups=long -Dkills=12 '-Dstorage.tests=storage & long' -Dsurefire.reportNameSuffix=rest)
  shift
fi
file=${1:-target/faults.txt}
tests='KillAndResumeIT,ProcessFaultsIT,ClusterFaultsIT,SmallClusterIT,NoExecutorsIT,LocalClusterIT#dynamicAllocation*'

mvn -q -B -DskipTests package
[ ${#rest[@]} -gt 0 ] || rm -f target/faults.md
code=0
mvn -B "${rest[@]}" failsafe:integration-test@default failsafe:verify@default -Dexcluded.tests=none -Dit.test="$tests" || code=$?
mvn -B "${rest[@]}" antrun:run@s3proxy failsafe:integration-test@storage failsafe:verify@storage -Dexcluded.tests=none -Dit.test=StorageFaultsIT || code=$?

# A fault that several tests inject is one row.
rows() {
  awk -F ' *[|] *' -v OFS=' | ' '
    { for (i = 3; i <= 6; i++) sum[$2, i] += $i }
    !($2 in most) || $7 > most[$2] { most[$2] = $7 }
    END { for (f in most) print "| " f, sum[f, 3], sum[f, 4], sum[f, 5], sum[f, 6], most[f] " |" }
  ' target/faults.md | sort
}

{
  echo '| fault | times injected | rows lost | rows twice | decisions changed | seconds to recover |'
  echo '|---|---|---|---|---|---|'
  rows
} | tee "$file"
exit "$code"

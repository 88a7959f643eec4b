#!/usr/bin/env bash
# Runs one of the study's two searches (conf/study/session1.conf, session2.conf) with several seeds and prints what it chose.
set -euo pipefail
repository=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." >/dev/null && pwd)

seeds=3
output=$repository/studies/sessions
scopes=best

usage() {
  cat <<END
Usage: sessions.sh [--output FOLDER] [--scopes LIST] SESSION [SEEDS]

Runs conf/study/SESSION.conf (session1 or session2) with each of the seeds 1 to SEEDS (default $seeds), one after
the other on all cores, then prints a Markdown table of the chosen trials. Session 2 takes about 40 minutes a seed
on two cores, session 1 four times that.

  --output FOLDER   the folder of the studies and their logs (default: studies/sessions)
  --scopes LIST     values of scheduler.scope to run (default: $scopes); "best last" runs each seed twice

Studies that are finished are not run again, and one that was stopped is resumed.
END
}

fail() {
  echo "sessions.sh: $*" >&2
  exit 2
}

# study SESSION SCOPE SEED
study() {
  run_study "$output" "$1-$2-$3" search --conf "conf/study/$1.conf" --set "study.seed=$3" --set "scheduler.scope=$2"
}

# A row for each study: its chosen trial, by the epoch that counts, and what all its trials cost.
table() {
  echo '| scope | seed | trial | epoch | validation % | test % | epochs in all | device hours |'
  echo '|---|---|---|---|---|---|---|---|'
  ./submit/local.sh --master 'local[1]' sql "$output/$session-${scopes%% *}-1" --format csv "
    WITH runs AS (
      SELECT regexp_extract(input_file_name(), '$session-(best|last)-([0-9]+)/trials/', 1) AS scope,
        int(regexp_extract(input_file_name(), '$session-(best|last)-([0-9]+)/trials/', 2)) AS run, *
      FROM parquet.\`$output/$session-*/trials\`),
    costs AS (SELECT scope, run, sum(epochs) AS total, sum(device_seconds) / 3600 AS hours FROM runs GROUP BY scope, run)
    SELECT concat('| ', scope, ' | ', run, ' | ', trial, ' | ', if(scope = 'best', best_epoch, epochs),
      ' | ', format_string('%.2f', if(scope = 'best', best_val_accuracy, val_accuracy)),
      ' | ', format_string('%.2f', test_accuracy), ' | ', total, ' | ', format_string('%.2f', hours), ' |') AS row
    FROM runs JOIN costs USING (scope, run) WHERE test_accuracy IS NOT NULL AND run <= $seeds AND instr('$scopes', scope) > 0 ORDER BY scope, run" \
    | tail -n +2
}

session=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --output | --scopes)
      [ $# -ge 2 ] || fail "$1 needs a value"
      if [ "$1" = --output ]; then output=$2; else scopes=$2; fi
      shift 2
      ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) if [ -z "$session" ]; then session=$1; else seeds=$1; fi && shift ;;
  esac
done
[[ $session =~ ^session[12]$ ]] || fail "SESSION must be session1 or session2, not \"$session\" (see --help)"
[[ $seeds =~ ^[1-9][0-9]?$ ]] || fail "SEEDS must be a number from 1 to 99, not $seeds (see --help)"
[[ $scopes =~ ^(best|last)( (best|last))?$ ]] || fail "--scopes must be best, last or \"best last\", not \"$scopes\" (see --help)"
mkdir -p "$output"
output=$(cd "$output" && pwd)

cd "$repository"
. src/bench/studies.bash
./submit/local.sh data >/dev/null
for ((seed = 1; seed <= seeds; seed++)); do
  for scope in $scopes; do study "$session" "$scope" "$seed"; done
done
table

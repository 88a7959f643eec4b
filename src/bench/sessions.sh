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
the other on all cores, then prints a Markdown table of the chosen trials, with means and standard deviations over
the seeds (the study's own best validation accuracies are 91.05 % in session 1 and 91.10 % in session 2). Session 2
takes about 40 minutes a seed on two cores with AVX-512, two hours on two without, session 1 four times that.

  --output FOLDER   the folder of the studies and their logs (default: studies/sessions)
  --scopes LIST     values of scheduler.scope to run (default: $scopes); "best last" runs each seed twice. asha is
                    the study's own search: asynchronous, stopping, Ray's rule, which decides by the last epoch

Studies that are finished are not run again, and one that was stopped is resumed: after a change of the program give
another folder.
END
}

fail() {
  echo "sessions.sh: $*" >&2
  exit 2
}

# study SESSION SCOPE SEED
study() {
  local settings=(--set "scheduler.scope=$2")
  [ "$2" != asha ] || settings=(--set scheduler.type=asha --set scheduler.mode=stopping --set scheduler.rule=ray)
  run_study "$output" "$1-$2-$3" search --conf "conf/study/$1.conf" --set "study.seed=$3" "${settings[@]}"
}

# A row for each study, its chosen trial by the epoch that counts and what all its trials cost, and one of means.
table() {
  echo '| search | seed | trial | epoch | validation % | test % | epochs in all | device hours |'
  echo '|---|---|---|---|---|---|---|---|'
  ./submit/local.sh --master 'local[1]' sql "$output/$session-${scopes%% *}-1" --format csv "
    WITH runs AS (
      SELECT regexp_extract(input_file_name(), '$session-(best|last|asha)-([0-9]+)/trials/', 1) AS scope,
        int(regexp_extract(input_file_name(), '$session-(best|last|asha)-([0-9]+)/trials/', 2)) AS run, *
      FROM parquet.\`$output/$session-*/trials\`),
    costs AS (SELECT scope, run, sum(epochs) AS total, sum(device_seconds) / 3600 AS hours FROM runs GROUP BY scope, run),
    chosen AS (
      SELECT scope, run, trial, if(scope = 'best', best_epoch, epochs) AS epoch,
        if(scope = 'best', best_val_accuracy, val_accuracy) AS validation, test_accuracy AS test, total, hours
      FROM runs JOIN costs USING (scope, run) WHERE test_accuracy IS NOT NULL AND run <= $seeds AND instr('$scopes', scope) > 0)
    SELECT row FROM (
      SELECT scope, run, concat('| ', scope, ' | ', run, ' | ', trial, ' | ', epoch, ' | ', format_string('%.2f', validation), ' | ',
        format_string('%.2f', test), ' | ', total, ' | ', format_string('%.2f', hours), ' |') AS row FROM chosen
      UNION ALL
      SELECT scope, 1000, concat('| ', scope, ' | mean | | | ', format_string('%.2f ± %.2f', avg(validation), stddev(validation)), ' | ',
        format_string('%.2f ± %.2f', avg(test), stddev(test)), ' | ', format_string('%.0f', avg(total)), ' | ',
        format_string('%.2f', avg(hours)), ' |') FROM chosen GROUP BY scope HAVING count(*) > 1)
    ORDER BY scope, run" \
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
[[ $scopes =~ ^(best|last|asha)( (best|last|asha)){0,2}$ ]] || fail "--scopes must be some of \"best last asha\", not \"$scopes\" (see --help)"
mkdir -p "$output"
output=$(cd "$output" && pwd)

cd "$repository"
. src/bench/studies.bash
./submit/local.sh data >/dev/null
for ((seed = 1; seed <= seeds; seed++)); do
  for scope in $scopes; do study "$session" "$scope" "$seed"; done
done
table

#!/usr/bin/env bash
# Runs the study's seven steps (conf/study) with several seeds and prints their figures beside the published ones.
set -euo pipefail
repository=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." >/dev/null && pwd)

steps='1-rmsprop 2-l2 3-adam-mish 4-batchnorm 5-he-init 6-train-validation 7-cosine'
seeds=3
output=$repository/studies/study-path
at_a_time=2

usage() {
  cat <<END
Usage: study-path.sh [--output FOLDER] [--at-a-time N] [SEEDS]

Trains the seven presets in conf/study with each of the seeds 1 to SEEDS (default $seeds), then prints a
Markdown table of their last epochs' figures, each as "published / here": the mean over the seeds,
± the standard deviation between them.

  --output FOLDER   the folder of the studies and their logs (default: studies/study-path)
  --at-a-time N     how many studies run at a time, each on one core (default: $at_a_time)

Studies that are finished are not run again, and one that was stopped is resumed.
END
}

fail() {
  echo "study-path.sh: $*" >&2
  exit 2
}

# number WHAT VALUE
number() { [[ $2 =~ ^[1-9][0-9]{0,2}$ ]] || fail "$1 must be a number from 1 to 999, not $2 (see --help)"; }

# study STEP SEED
study() {
  run_study "$output" "$1-seed-$2" --master 'local[1]' search --conf "conf/study/$1.conf" --set "study.seed=$2"
}

# The published figures are single runs; a NULL was not published. Step 1's Diff follows from its losses.
table() {
  echo '| step | train loss | validation loss | Diff | validation accuracy | test accuracy |'
  echo '|---|---|---|---|---|---|'
  ./submit/local.sh --master 'local[1]' sql "$output/1-rmsprop-seed-1" --format csv "
    WITH published AS (
      SELECT * FROM VALUES
        ('1-rmsprop', '0.0854', '0.5969', '598.9', NULL, NULL),
        ('2-l2', '0.3817', '0.4297', '12.6', NULL, NULL),
        ('3-adam-mish', '0.3832', '0.4062', '6.0', NULL, NULL),
        ('4-batchnorm', '0.3459', '0.3768', '8.9', NULL, NULL),
        ('5-he-init', '0.3487', '0.3858', '10.7', '87.04', NULL),
        ('6-train-validation', '0.35', '0.35', '0.16', '88.88', '87.62'),
        ('7-cosine', '0.27', '0.29', '6.11', '89.53', '88.52')
        AS (step, train_loss, val_loss, diff, val_accuracy, test_accuracy)),
    runs AS (
      SELECT regexp_extract(input_file_name(), '([^/]+)-seed-([0-9]+)/trials/', 1) AS step,
        int(regexp_extract(input_file_name(), '([^/]+)-seed-([0-9]+)/trials/', 2)) AS seed,
        train_loss, val_loss, 100 * val_loss / train_loss - 100 AS diff, val_accuracy, test_accuracy
      FROM parquet.\`$output/*-seed-*/trials\`)
    SELECT concat('| ', step,
      ' | ', $(cell train_loss 4), ' | ', $(cell val_loss 4), ' | ', $(cell diff 1),
      ' | ', $(cell val_accuracy 2), ' | ', $(cell test_accuracy 2), ' |') AS row
    FROM runs JOIN published USING (step) WHERE seed <= $seeds GROUP BY step ORDER BY step" \
    | tail -n +2
}

# cell COLUMN DIGITS: the SQL of a cell, such as "0.3817 / 0.3825 ± 0.0012".
cell() {
  echo "concat(coalesce(any_value(published.$1), '–'), ' / ', format_string('%.$2f', avg(runs.$1)),
    coalesce(concat(' ± ', format_string('%.$2f', stddev_samp(runs.$1))), ''))"
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --output | --at-a-time)
      [ $# -ge 2 ] || fail "$1 needs a value"
      if [ "$1" = --output ]; then output=$2; else at_a_time=$2; fi
      shift 2
      ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) seeds=$1 && shift ;;
  esac
done
number SEEDS "$seeds"
number --at-a-time "$at_a_time"
mkdir -p "$output"
output=$(cd "$output" && pwd)

cd "$repository"
. src/bench/studies.bash
./submit/local.sh data >/dev/null
export output
export -f study run_study
for ((seed = 1; seed <= seeds; seed++)); do
  for step in $steps; do echo "$step $seed"; done
done | xargs -n 2 -P "$at_a_time" bash -c 'study "$@"' study
table

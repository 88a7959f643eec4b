#!/usr/bin/env bash
# Compares this project's searches with other systems' on tables of recorded trials; see --help.
set -euo pipefail
began=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

usage() {
  cat <<END
Usage: src/bench/search/compare.sh [OPTIONS] FOLDER OUTPUT

Searches every table in FOLDER: NAME.parquet with the columns trial, epoch (1 to 50) and val_loss; configurations.csv with trial and the
hyperparameters; and space.csv, which says what those are (default: LCBench's, src/bench/search/lcbench.csv). LCBench's data is at
https://github.com/automl/LCBench, and as such columns in https://github.com/jandylin/Latent-Kronecker-GPs and
https://github.com/ltiao/LCBenchLite; --own writes a FOLDER of this project's own 64 curves, which has rows enough for a budget of 200.
All searches get the same budget of epochs and the same first rung (reduction factor 3, up to 50 epochs), and learn the result of the
point that they proposed. Results are in OUTPUT, a line of CSV for each search; OUTPUT/summary.md has regrets as shares of random
search's, over those of the best other system, mean ranks, who beats whom, and times. With the same OUTPUT again it continues, and
tries again what failed.

  --own                make FOLDER, a new one, and search it
  --tables LIST        names with commas (default: all of FOLDER)
  --budgets LIST       epochs in all (default: 200,400,1000,2000)
  --slots LIST         trials at a time (default: 8,1)
  --first LIST         epochs of the first rung (default: 1)
  --repetitions N      (default: 50)
  --processes N        at once, of each of the two programs (default: 1; seconds are true of one alone)
  --priors LIST        what this project's searches are told to believe: none (the default), good (one of the 20 trials that end best)
                       or bad (one of the 20 that end worst)
  --peers A B …        which others, up to --; random search always is (default: all). An unknown name prints those that there are

Takes a second for each of this project's searches and up to a minute for one of the others', so days with all of the above in one
process. Needs Python 3 with venv: fetches the peers into target/search-venv, or takes BENCH_PYTHON. What cannot be imported is left
out, with a line that says so.
END
}

fail() { echo "compare.sh: $*" >&2 && exit 2; }

own='' tables='' budgets=200,400,1000,2000 slots=8,1 first=1 repetitions=50 processes=1 priors=none peers=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --own) own=1 && shift ;;
    --peers)
      shift
      while [ $# -gt 0 ] && [ "$1" != -- ]; do peers+=("$1") && shift; done
      [ $# -eq 0 ] || shift
      ;;
    --tables | --budgets | --slots | --first | --repetitions | --processes | --priors)
      [ $# -ge 2 ] || fail "$1 needs a value"
      declare "${1#--}=$2"
      shift 2
      ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) break ;;
  esac
done
[ $# -eq 2 ] || fail "FOLDER and OUTPUT are needed (see --help)"
for number in ${budgets//,/ } ${slots//,/ } ${first//,/ } "$repetitions" "$processes"; do
  [[ $number =~ ^[1-9][0-9]{0,5}$ ]] || fail "$number is no number from 1 to 999999 (see --help)"
done
folder=$1 output=$2
[[ $folder = /* ]] || folder=$began/$folder
[[ $output = /* ]] || output=$began/$output

python=${BENCH_PYTHON:-$PWD/target/search-venv/bin/python}
if [ -z "${BENCH_PYTHON:-}" ] && [ ! -e target/search-venv/complete ]; then
  echo "compare.sh: fetching the other systems into target/search-venv, which takes a few minutes" >&2
  python3 -m venv target/search-venv
  "$python" -m pip install -q numpy==2.4.6 pandas==3.1.1 pyarrow==26.0.1
  for peer in optuna==5.0.0 torch==2.5.1 syne-tune==0.16.0 smac==2.4.1; do
    "$python" -m pip install -q "$peer" || echo "compare.sh: pip cannot install $peer, which is left out" >&2
  done
  touch target/search-venv/complete
fi
"$python" src/bench/search/peers.py check ${peers[@]+"${peers[@]}"}
[ -z "$own" ] || "$python" src/bench/search/own_curves.py "$folder"
[ -e "$folder/configurations.csv" ] || fail "there is no $folder/configurations.csv (see --help)"
if [ -z "$tables" ]; then
  tables=$(find "$folder" -name '*.parquet' ! -name finals.parquet -exec basename {} .parquet \; | sort | paste -sd, -)
fi
# shellcheck source=src/bench/java.bash
. src/bench/java.bash

mkdir -p "$output"
for file in "$output"/*.csv; do # A search that was killed leaves half a line.
  [ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || sed -i '$ d' "$file"
done
running=()
trap 'for process in ${running[@]+"${running[@]}"}; do pkill -P "$process" || true; kill "$process" 2>/dev/null || true; done' EXIT
for ((process = 0; process < processes; process++)); do
  range=($((process * repetitions / processes)) $(((process + 1) * repetitions / processes)))
  (
    "${java[@]}" org.sparkhalving.bench.RecordedSearches "$output" "$folder" "$tables" "$budgets" "$slots" "$first" "${range[@]}" "$priors"
    OMP_NUM_THREADS=1 "$python" src/bench/search/peers.py search "$output" "$folder" "$tables" "$budgets" "$slots" "$first" "${range[@]}" \
      ${peers[@]+"${peers[@]}"}
  ) &
  running+=($!)
done
code=0
for process in "${running[@]}"; do wait "$process" || code=$?; done
[ $code = 0 ] || { echo "compare.sh: a program ended with exit code $code; run it again to continue" >&2 && exit 1; }
"$python" src/bench/search/summary.py "$output" | tee "$output/summary.md"

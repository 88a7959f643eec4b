#!/usr/bin/env bash
# Compares this project's searches with other systems' on tables of recorded trials; see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

usage() {
  cat <<END
Usage: src/bench/search/compare.sh [OPTIONS] FOLDER OUTPUT

Searches every table in FOLDER: NAME.parquet with the columns trial, epoch (1 to 50) and val_loss, and configurations.csv with trial and
LCBench's seven hyperparameters. Its data is at https://github.com/automl/LCBench, and as such columns in
https://github.com/jandylin/Latent-Kronecker-GPs and https://github.com/ltiao/LCBenchLite. All searches get the same budget of epochs
and the same first rung (reduction factor 3, up to 50 epochs). Results are in OUTPUT, a new folder, a CSV file for each of the two
programs; OUTPUT/summary.md has regrets as shares of random search's, mean ranks, who beats whom, and times.

  --tables LIST        names with commas (default: all of FOLDER)
  --budgets LIST       epochs in all (default: 200,400,1000,2000)
  --slots LIST         trials at a time (default: 8,1)
  --first LIST         epochs of the first rung (default: 1)
  --repetitions N      (default: 50)
  --peers A B …        which others, up to --; by default all that PyPI gives: Optuna (TPE and Gaussian process, with its halving and
                       Hyperband pruners), Syne Tune (ASHA, BOHB, BORE and CQR) and SMAC3

Takes hours with all: about a second for each of this project's searches, up to a minute for one of the others'. Needs Python 3 with
venv: fetches the peers into target/search-venv, or takes BENCH_PYTHON. What cannot be fetched is left out, with a line that says so.
END
}

tables='' budgets=200,400,1000,2000 slots=8,1 first=1 repetitions=50 peers=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --tables) tables=$2 && shift 2 ;;
    --budgets) budgets=$2 && shift 2 ;;
    --slots) slots=$2 && shift 2 ;;
    --first) first=$2 && shift 2 ;;
    --repetitions) repetitions=$2 && shift 2 ;;
    --peers)
      shift
      while [ $# -gt 0 ] && [ "$1" != -- ]; do peers+=("$1") && shift; done
      [ $# -eq 0 ] || shift
      ;;
    *) break ;;
  esac
done
[ $# -eq 2 ] || { usage >&2 && exit 2; }
folder=$1 output=$2
[ -e "$folder/configurations.csv" ] || { echo "compare.sh: there is no $folder/configurations.csv; --help says what it is" >&2 && exit 3; }
if [ -z "$tables" ]; then
  tables=$(find "$folder" -name '*.parquet' ! -name finals.parquet -exec basename {} .parquet \; | sort | paste -sd, -)
fi
mkdir "$output"

python=${BENCH_PYTHON:-$PWD/target/search-venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv target/search-venv
  "$python" -m pip install -q numpy pandas pyarrow
  for peer in optuna==5.0.0 torch syne-tune==0.16.0 smac; do
    "$python" -m pip install -q "$peer" || echo "compare.sh: pip cannot install $peer, which is left out" >&2
  done
fi
# shellcheck source=src/bench/java.bash
. src/bench/java.bash
"${java[@]}" org.sparkhalving.bench.RecordedSearches "$folder" "$tables" "$budgets" "$slots" "$first" 0 "$repetitions" >"$output/here.csv"
"$python" src/bench/search/peers.py "$folder" "$tables" "$budgets" "$slots" "$first" 0 "$repetitions" ${peers[@]+"${peers[@]}"} >"$output/peers.csv"
"$python" src/bench/search/summary.py "$output/here.csv" "$output/peers.csv" | tee "$output/summary.md"

#!/usr/bin/env bash
# Trains 64 random configurations of session 2's space for 50 epochs each (an hour or more on two cores) and writes their curves
# with their hyperparameters to src/bench/curves/session2.parquet. Interrupted, it goes on where it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

submit/local.sh search --conf src/bench/record-curves.conf --resume
submit/local.sh sql studies/curves --format csv "
  SELECT e.trial, e.epoch, e.train_loss, e.val_accuracy, e.val_loss, e.seconds, t.base_lr, t.batch_size, t.l1_size, t.l1_drop,
         t.l2_size, t.l2_drop, t.l3_size, t.l3_drop, t.l2_rate, t.t_max
  FROM epochs e JOIN trials t ON e.trial = t.trial ORDER BY e.trial, e.epoch" >target/curves.csv
mkdir -p src/bench/curves

-- Overfitting of each trial
-- Diff at the best epoch and at the last one, and how many epochs passed in between, the best trials first.
SELECT trial, status, best_epoch, trials.epochs - best_epoch AS epochs_after_it, trials.{ranked},
       round(try_divide(100 * best.val_loss, best.train_loss) - 100, 1) AS diff_at_best,
       round(try_divide(100 * trials.val_loss, trials.train_loss) - 100, 1) AS diff_at_last
FROM trials JOIN epochs AS best USING (trial)
WHERE best.epoch = best_epoch
ORDER BY nanvl(trials.{ranked}, NULL) {order} NULLS LAST, trial

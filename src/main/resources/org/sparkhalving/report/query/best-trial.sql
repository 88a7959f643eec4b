-- Loss curves of the best trial, with Diff
-- Training and validation loss by epoch. Diff, in percent of the training loss, measures overfitting; other trials: write the trial's number in place of the innermost query.
SELECT trial, epoch, train_loss, val_loss, round(try_divide(100 * val_loss, train_loss) - 100, 1) AS diff, val_accuracy, learning_rate
FROM epochs
WHERE trial = (
  SELECT trial
  FROM trials
  WHERE failure IS NULL
  ORDER BY test_accuracy IS NOT NULL DESC, {ranked} {order} NULLS LAST, trial
  LIMIT 1
)
ORDER BY epoch

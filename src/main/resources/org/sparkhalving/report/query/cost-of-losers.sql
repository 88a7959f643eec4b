-- Cost of losers
-- Epochs and seconds of training spent in each rung on trials that were promoted from it (in the last rung: on the best one) and on all others, with each part's share of the study.
WITH winner AS (
  SELECT trial AS best_trial
  FROM trials
  WHERE failure IS NULL AND {ranked} IS NOT NULL
  ORDER BY test_accuracy IS NOT NULL DESC, {ranked} {order}, trial
  LIMIT 1
),
spent AS (
  SELECT rung, trial, count(*) AS epochs, sum(seconds) AS seconds
  FROM epochs
  GROUP BY rung, trial
)
SELECT rung, coalesce(promoted OR reason = 'final' AND trial = best_trial, false) AS won, count(*) AS trials,
       sum(spent.epochs) AS epochs, round(sum(seconds), 1) AS train_seconds,
       round(try_divide(100 * sum(seconds), sum(sum(seconds)) OVER ()), 1) AS percent
FROM spent LEFT JOIN decisions USING (rung, trial) LEFT JOIN winner ON true
GROUP BY rung, won
ORDER BY rung, won DESC

-- Cost of what was not promoted
-- Epochs and device-seconds spent in each rung on trials that were promoted from it (in the last rung: on the best one and its repeats), and on all others, with each part's share of the study's device-seconds. These are divided among a trial's rungs by the time of its epochs there.
WITH chosen AS (
  SELECT coalesce(repeat_of, trial) AS best_trial
  FROM trials
  WHERE failure IS NULL AND {ranked} IS NOT NULL
  ORDER BY test_accuracy IS NOT NULL DESC, {ranked} {order}, trial
  LIMIT 1
),
trained AS (
  SELECT trial, rung, count(*) AS epochs, sum(seconds) AS seconds
  FROM epochs
  GROUP BY trial, rung
),
spent AS (
  SELECT trial, rung, repeat_of, failure, trained.epochs,
         try_divide(device_seconds * seconds, sum(seconds) OVER (PARTITION BY trial)) AS device_seconds
  FROM trained JOIN (SELECT trial, repeat_of, failure, device_seconds FROM trials) USING (trial)
),
placed AS (
  SELECT rung, spent.epochs, device_seconds,
         CASE WHEN promoted OR (reason = 'final' OR repeat_of IS NOT NULL) AND coalesce(repeat_of, trial) = best_trial THEN 'promoted or chosen'
              WHEN isnan(metric) THEN 'failed'
              WHEN repeat_of IS NOT NULL AND failure IS NOT NULL THEN 'failed'
              WHEN reason IS NOT NULL OR repeat_of IS NOT NULL THEN 'not promoted'
              ELSE 'undecided' END AS fate
  FROM spent LEFT JOIN decisions USING (rung, trial) LEFT JOIN chosen ON true
)
SELECT rung, fate, count(*) AS trials, sum(epochs) AS epochs, round(sum(device_seconds), 1) AS device_seconds,
       round(try_divide(100 * sum(device_seconds), sum(sum(device_seconds)) OVER ()), 1) AS percent
FROM placed
GROUP BY rung, fate
ORDER BY rung, fate DESC

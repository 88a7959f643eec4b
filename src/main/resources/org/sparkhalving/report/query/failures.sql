-- Failures by reason
-- How many trials failed, in which rungs, what they cost, and what the first of each kind said.
WITH failed AS (
  SELECT *, coalesce(failed_in, rung + 1, trained_for, if(repeat_of IS NULL, 0, (SELECT max(rung) FROM decisions))) AS in_rung
  FROM trials
       LEFT JOIN (SELECT trial, max(rung) AS failed_in FROM decisions WHERE isnan(metric) GROUP BY trial) USING (trial)
       LEFT JOIN (SELECT trial, max(rung) AS trained_for FROM epochs GROUP BY trial) USING (trial)
  WHERE failure IS NOT NULL
)
SELECT failure, count(*) AS trials, sort_array(collect_set(in_rung)) AS in_rungs,
       sum(epochs) AS epochs, round(sum(device_seconds), 1) AS device_seconds,
       min(trial) AS first_trial, min_by(failure_message, trial) AS message
FROM failed
GROUP BY failure
ORDER BY trials DESC, failure

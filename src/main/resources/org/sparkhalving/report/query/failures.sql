-- Failures by reason
-- How many trials failed, in which rungs, what they cost, and what the first of each kind said.
SELECT failure, count(*) AS trials, sort_array(collect_set(coalesce(rung + 1, 0))) AS in_rungs,
       sum(epochs) AS epochs, round(sum(device_seconds), 1) AS device_seconds,
       min(trial) AS first_trial, min_by(failure_message, trial) AS message
FROM trials
WHERE failure IS NOT NULL
GROUP BY failure
ORDER BY trials DESC, failure

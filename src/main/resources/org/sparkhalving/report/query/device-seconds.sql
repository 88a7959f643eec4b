-- Device-seconds by trial, rung and decision
-- For how long each trial held a device, divided among its rungs by the time of its epochs there, the most expensive first.
WITH spent AS (
  SELECT trial, rung, count(*) AS epochs, sum(seconds) AS seconds
  FROM epochs
  GROUP BY trial, rung
)
SELECT trial, rung, spent.epochs,
       round(try_divide(device_seconds * seconds, sum(seconds) OVER (PARTITION BY trial)), 1) AS device_seconds,
       decisions.rank, coalesce(reason, if(repeat_of IS NULL, 'undecided', 'repeat')) AS reason
FROM spent JOIN (SELECT trial, repeat_of, device_seconds FROM trials) USING (trial) LEFT JOIN decisions USING (trial, rung)
ORDER BY device_seconds DESC, trial, rung

-- Best so far by time
-- The trials that were the best yet when they reached a rung, without those that failed later, in the order in which that happened: after how many seconds that a driver was at work, and after how many epochs trained in all, those of a job once, at the end of its last attempt.
WITH jobs AS (
  SELECT trial, rung, count(*) AS epochs
  FROM epochs
  GROUP BY trial, rung
),
counted AS (
  SELECT jobs.trial, jobs.rung, {counted} AS metric
  FROM jobs JOIN epochs ON epochs.trial = jobs.trial AND epochs.rung <= jobs.rung
  GROUP BY jobs.trial, jobs.rung
),
ended AS (
  SELECT trial, rung, to_seconds AS seconds, CASE WHEN status = 'finished' AND failure IS NULL AND repeat_of IS NULL THEN metric END AS metric, number,
         CASE WHEN number = max(number) OVER (PARTITION BY trial, rung) THEN coalesce(epochs, 0) ELSE 0 END AS epochs
  FROM attempts JOIN (SELECT trial, failure, repeat_of FROM trials) USING (trial)
       LEFT JOIN jobs USING (trial, rung) LEFT JOIN counted USING (trial, rung)
  WHERE status IN ('finished', 'failed')
),
ranked AS (
  SELECT *, sum(epochs) OVER (ORDER BY number) AS epochs_spent,
         {best}(metric) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM ended
)
SELECT seconds, epochs_spent, trial, rung, metric AS best_so_far
FROM ranked
WHERE metric {better} before OR before IS NULL AND metric IS NOT NULL
ORDER BY number

-- Best so far by epochs spent
-- The epochs that improved the best metric, with all the epochs spent until then; those of failed trials are spent, but not the best. Epochs count rung by rung, and within a rung by trial, whatever their times were, so that the answer is the same on any cluster.
WITH spent AS (
  SELECT rung, trial, epoch, CASE WHEN failure IS NULL THEN nanvl({metric}, NULL) END AS metric,
         row_number() OVER (ORDER BY rung, trial, epoch) AS epochs_spent
  FROM epochs JOIN (SELECT trial, failure FROM trials WHERE repeat_of IS NULL) USING (trial)
),
ranked AS (
  SELECT *, {best}(metric) OVER (ORDER BY epochs_spent ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM spent
)
SELECT epochs_spent, rung, trial, epoch, metric AS best_so_far
FROM ranked
WHERE metric {better} before OR before IS NULL AND metric IS NOT NULL
ORDER BY epochs_spent

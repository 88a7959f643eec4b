-- Best so far by epochs spent
-- The epochs that improved the best metric, with all the epochs spent until then. Epochs count rung by rung, and within a rung by trial, whatever their times were, so that the answer is the same on any cluster.
WITH spent AS (
  SELECT rung, trial, epoch, nanvl({metric}, NULL) AS metric,
         row_number() OVER (ORDER BY rung, trial, epoch) AS epochs_spent,
         {best}(nanvl({metric}, NULL)) OVER (ORDER BY rung, trial, epoch ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM epochs
)
SELECT epochs_spent, rung, trial, epoch, metric AS best_so_far
FROM spent
WHERE metric {better} before OR before IS NULL AND metric IS NOT NULL
ORDER BY epochs_spent

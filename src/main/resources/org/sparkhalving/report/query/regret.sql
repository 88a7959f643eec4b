-- Regret against the final best
-- After each rung: the best metric so far, what it lacks of the final best, and where the finally best trial stood.
WITH winner AS (
  SELECT trial, {ranked} AS metric
  FROM trials
  WHERE failure IS NULL AND {ranked} IS NOT NULL
  ORDER BY test_accuracy IS NOT NULL DESC, {ranked} {order}, trial
  LIMIT 1
),
jobs AS (
  SELECT rung, trial, count(*) AS epochs, {counted} AS metric
  FROM epochs
  GROUP BY rung, trial
),
reached AS (
  SELECT rung, sum(epochs) AS epochs, {best}(metric) AS best
  FROM jobs
  GROUP BY rung
)
SELECT rung, sum(reached.epochs) OVER (ORDER BY rung) AS epochs_spent,
       {best}(best) OVER (ORDER BY rung) AS best_so_far,
       round({sign}(winner.metric - {best}(best) OVER (ORDER BY rung)), 4) AS regret,
       winner.trial AS best_trial, decisions.rank AS its_rank, peers
FROM reached CROSS JOIN winner LEFT JOIN decisions USING (rung, trial)
ORDER BY rung

-- Regret against the final best
-- After each rung: the best metric so far, what it lacks of the final best, and where the finally best trial stood. Epochs of failed trials are spent, but not the best. With scope = last it is below 0 where a trial was better in an earlier rung than the best one is in the end.
WITH chosen AS (
  SELECT trial, {ranked} AS metric
  FROM trials
  WHERE trial = (
    SELECT coalesce(repeat_of, trial)
    FROM trials
    WHERE failure IS NULL AND {ranked} IS NOT NULL
    ORDER BY test_accuracy IS NOT NULL DESC, {ranked} {order}, trial
    LIMIT 1
  )
),
jobs AS (
  SELECT rung, trial, count(*) AS epochs, CASE WHEN max(failure) IS NULL THEN {counted} END AS metric
  FROM epochs JOIN (SELECT trial, failure FROM trials WHERE repeat_of IS NULL) USING (trial)
  GROUP BY rung, trial
),
reached AS (
  SELECT rung, sum(epochs) AS epochs, {best}(metric) AS best
  FROM jobs
  GROUP BY rung
)
SELECT rung, sum(reached.epochs) OVER (ORDER BY rung) AS epochs_spent,
       {best}(best) OVER (ORDER BY rung) AS best_so_far,
       round({sign}(chosen.metric - {best}(best) OVER (ORDER BY rung)), 4) AS regret,
       chosen.trial AS best_trial, decisions.rank AS its_rank, peers
FROM reached CROSS JOIN chosen LEFT JOIN decisions USING (rung, trial)
ORDER BY rung

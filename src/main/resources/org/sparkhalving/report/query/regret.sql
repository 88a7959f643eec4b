-- Regret against the final best
-- After each rung: the best accuracy so far, what it lacks of the final best, and where the finally best trial stood.
WITH winner AS (
  SELECT trial, best_val_accuracy
  FROM trials
  WHERE failure IS NULL AND best_val_accuracy IS NOT NULL
  ORDER BY test_accuracy IS NOT NULL DESC, best_val_accuracy DESC, trial
  LIMIT 1
),
reached AS (
  SELECT rung, count(*) AS epochs, max(nanvl(val_accuracy, NULL)) AS best
  FROM epochs
  GROUP BY rung
)
SELECT rung, sum(reached.epochs) OVER (ORDER BY rung) AS epochs_spent,
       max(best) OVER (ORDER BY rung) AS best_so_far,
       round(winner.best_val_accuracy - max(best) OVER (ORDER BY rung), 2) AS regret,
       winner.trial AS best_trial, decisions.rank AS its_rank, peers
FROM reached CROSS JOIN winner LEFT JOIN decisions USING (rung, trial)
ORDER BY rung

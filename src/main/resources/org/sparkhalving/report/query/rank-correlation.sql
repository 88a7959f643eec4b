-- Rank correlation between rungs
-- Spearman's coefficient between the metrics of two rungs, over the trials that were ranked in both: how well an early rung foretells a later one. Only trials that were good early reach a later rung, so it is lower than it would be over all. NULL where there is one trial only, or all are equal.
WITH ranked AS (
  SELECT early.rung AS early_rung, late.rung AS late_rung, early.metric AS early_metric, late.metric AS late_metric
  FROM decisions AS early JOIN decisions AS late ON early.trial = late.trial AND early.rung < late.rung
  WHERE NOT isnan(early.metric) AND NOT isnan(late.metric)
),
placed AS (
  SELECT early_rung, late_rung,
         rank() OVER (PARTITION BY early_rung, late_rung ORDER BY early_metric)
           + count(*) OVER (PARTITION BY early_rung, late_rung, early_metric) / 2 AS early_place,
         rank() OVER (PARTITION BY early_rung, late_rung ORDER BY late_metric)
           + count(*) OVER (PARTITION BY early_rung, late_rung, late_metric) / 2 AS late_place
  FROM ranked
)
SELECT early_rung, late_rung, count(*) AS trials,
       round(try_divide(covar_pop(early_place, late_place), stddev_pop(early_place) * stddev_pop(late_place)), 3) AS correlation
FROM placed
GROUP BY early_rung, late_rung
ORDER BY early_rung, late_rung

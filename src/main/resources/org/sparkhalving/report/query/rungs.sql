-- Rungs
-- The size of each rung, how many were promoted and how many failed, and the spread of the metric.
SELECT rung, epochs, count(*) AS members, count_if(promoted) AS promoted, count_if(isnan(metric)) AS failed,
       min(nanvl(metric, NULL)) AS lowest, round(median(nanvl(metric, NULL)), 4) AS median, max(nanvl(metric, NULL)) AS highest
FROM decisions
GROUP BY rung, epochs
ORDER BY rung

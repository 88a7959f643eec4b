-- Spread of the finalists
-- Where finalists were trained again under other seeds: the mean of each one's runs, itself among them, how far they lie apart, and how many failed; a failed run is left out.
SELECT coalesce(repeat_of, trial) AS finalist, count_if(failure IS NULL) AS runs,
       round(avg(CASE WHEN failure IS NULL THEN {ranked} END), 4) AS mean,
       round(stddev_samp(CASE WHEN failure IS NULL THEN {ranked} END), 4) AS spread,
       min(CASE WHEN failure IS NULL THEN {ranked} END) AS lowest,
       max(CASE WHEN failure IS NULL THEN {ranked} END) AS highest,
       count_if(failure IS NOT NULL) AS failed
FROM trials
WHERE coalesce(repeat_of, trial) IN (SELECT repeat_of FROM trials)
GROUP BY finalist
ORDER BY avg(CASE WHEN failure IS NULL THEN {ranked} END) {order}, finalist

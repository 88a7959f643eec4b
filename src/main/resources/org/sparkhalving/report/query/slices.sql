-- Hyperparameters and results
-- One row a trial with all its hyperparameters, the best first: for slices, contours and parallel coordinates.
SELECT *
FROM trials
WHERE {ranked} IS NOT NULL AND repeat_of IS NULL
ORDER BY nanvl({ranked}, NULL) {order} NULLS LAST, trial

-- Hyperparameters and results
-- One row a trial with all its hyperparameters, the best first: for slices, contours and parallel coordinates.
SELECT *
FROM trials
WHERE best_val_accuracy IS NOT NULL
ORDER BY best_val_accuracy DESC, trial

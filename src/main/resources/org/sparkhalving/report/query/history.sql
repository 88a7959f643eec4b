-- Optimisation history
-- What each trial reached, by number, and the best accuracy of the trials up to it; failed trials have none.
SELECT trial, status, epochs, best_epoch, best_val_accuracy,
       max(CASE WHEN failure IS NULL THEN best_val_accuracy END) OVER (ORDER BY trial) AS best_so_far
FROM trials
ORDER BY trial

-- Optimisation history
-- What each trial reached, by number, and the best of the trials up to it, in which failed trials do not count.
SELECT trial, status, epochs, best_epoch, {ranked},
       {best}(CASE WHEN failure IS NULL THEN {ranked} END) OVER (ORDER BY trial) AS best_so_far
FROM trials
WHERE repeat_of IS NULL
ORDER BY trial

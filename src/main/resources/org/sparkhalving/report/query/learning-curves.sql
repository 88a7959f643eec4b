-- Learning curves
-- Every epoch of every trial, with the rung it was trained for and what became of the trial.
SELECT trial, epochs.epoch, epochs.rung, epochs.val_accuracy, epochs.val_loss, epochs.train_loss, epochs.learning_rate, trials.status
FROM epochs JOIN trials USING (trial)
ORDER BY trial, epochs.epoch

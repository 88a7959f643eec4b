-- Epochs spent against full training
-- What the study has trained so far, and what it would take to train every trial for all the epochs of the last rung that was decided: before the last one is, less than the report says.
SELECT epochs_spent, trials * last_epoch AS full_training, round(100 * epochs_spent / (trials * last_epoch), 1) AS percent, device_seconds
FROM (SELECT count(*) AS epochs_spent FROM epochs)
     CROSS JOIN (SELECT count_if(repeat_of IS NULL) AS trials, round(sum(device_seconds), 1) AS device_seconds FROM trials)
     CROSS JOIN (SELECT max(epochs) AS last_epoch FROM decisions)

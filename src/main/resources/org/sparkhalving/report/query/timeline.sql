-- Timeline of devices
-- When each trial was under way and where it trained last. While idle, it waited for a decision or for a slot; the time between two sessions and that of attempts that were cut short count as idle, too.
SELECT host, device, trial, status, started_at, ended_at, round(device_seconds, 1) AS device_seconds,
       round(double(ended_at) - double(started_at) - device_seconds, 1) AS idle_seconds
FROM trials
WHERE started_at IS NOT NULL
ORDER BY host, device, started_at, trial

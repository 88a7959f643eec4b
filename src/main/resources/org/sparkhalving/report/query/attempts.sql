-- Attempts in their slots
-- What each slot did and when, in seconds that a driver was at work: attempts that reached their rung, failed, were cut short by the end of a session, run now, or waited for an executor.
SELECT slot, from_seconds, to_seconds, trial, rung, status, host, device
FROM attempts
ORDER BY slot, from_seconds, number

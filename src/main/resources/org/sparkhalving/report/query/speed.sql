-- Speed of hosts and devices
-- The epochs trained on each, and the seconds that one took: a slow host stands out.
SELECT host, epochs.device, count(*) AS epochs,
       round(min(seconds), 2) AS fastest, round(median(seconds), 2) AS median, round(max(seconds), 2) AS slowest
FROM epochs JOIN (SELECT trial, host FROM trials) USING (trial)
GROUP BY host, epochs.device
ORDER BY median DESC, host, device

-- Speed of hosts and devices
-- The epochs trained on each, and the seconds that one took: a slow host stands out.
WITH places AS (
  SELECT trial, rung, max_by(host, number) AS host
  FROM attempts
  WHERE status IN ('finished', 'failed')
  GROUP BY trial, rung
)
SELECT host, device, count(*) AS epochs,
       round(min(seconds), 2) AS fastest, round(median(seconds), 2) AS median, round(max(seconds), 2) AS slowest
FROM epochs LEFT JOIN places USING (trial, rung)
GROUP BY host, device
ORDER BY median DESC, host, device

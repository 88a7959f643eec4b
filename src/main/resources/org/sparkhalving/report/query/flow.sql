-- Flow of decisions
-- How many trials went from each rung where, and why: the links of a flow diagram, of the rungs that are final.
SELECT rung AS from_rung,
       CASE WHEN promoted THEN concat('rung ', rung + 1)
            WHEN isnan(metric) THEN 'failed'
            WHEN reason = 'final' THEN 'completed'
            ELSE 'stopped' END AS to,
       reason, count(*) AS trials
FROM decisions
GROUP BY from_rung, to, reason
ORDER BY from_rung, trials DESC, to, reason

-- A report has exactly one current version, unless none of its documents is still read as that report.
SELECT
    report_id,
    count(*) FILTER (WHERE is_current) AS current_versions
FROM {{ ref("stg_reports") }}
GROUP BY report_id
HAVING
    count(*) FILTER (WHERE is_current) > 1
    OR (count(*) FILTER (WHERE is_current) = 0 AND bool_or(is_latest_reading))

{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_latest_reading
),

superseded AS (
    SELECT
        report_id,
        max(table_facts) AS table_facts
    FROM reports
    WHERE NOT is_candidate
    GROUP BY ALL
),

revision_shrunk AS (
    SELECT
        reports.report_id,
        reports.sha256,
        reports.extractor_version,
        'warning' AS severity,
        []::VARCHAR[] AS codes,
        format(
            '新版本的表格只有{}格，旧版本曾有{}格：新版本可能不完整',
            reports.table_facts, superseded.table_facts
        ) AS message,
        'undecidable' AS verdict,
        reports.table_facts AS observed,
        superseded.table_facts AS expected
    FROM reports
    INNER JOIN superseded USING (report_id)
    WHERE reports.is_current AND reports.table_facts < superseded.table_facts / 2
)

SELECT * FROM revision_shrunk

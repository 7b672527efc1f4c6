{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current AND agency_key IS NOT NULL AND report_year IS NOT NULL
),

fingerprints AS (
    SELECT * FROM {{ ref("report_fingerprint") }} WHERE filled_cells >= {{ var("identical_cells") }}
),

-- A government and its general office tell of one region: the same tables are as they should be.
told AS (
    SELECT
        fingerprints.*,
        reports.agency,
        reports.region_name,
        reports.report_year,
        CASE
            WHEN reports.is_government AND reports.region_code IS NOT NULL THEN reports.region_code
            ELSE reports.agency_key || coalesce(reports.region_code, '')
        END AS teller
    FROM fingerprints
    INNER JOIN reports USING (report_id)
),

-- Two tellers are enough to name another one to each.
shared AS (
    SELECT
        report_year,
        fingerprint,
        count(DISTINCT teller) AS tellers,
        min(teller) AS first_teller,
        max(teller) AS last_teller,
        arg_min(report_id, (teller, report_id)) AS first_report_id,
        arg_max(report_id, (teller, report_id)) AS last_report_id
    FROM told
    GROUP BY ALL
    HAVING count(DISTINCT teller) > 1
),

paired AS (
    SELECT
        told.*,
        shared.tellers,
        CASE WHEN told.teller = shared.first_teller THEN shared.last_report_id ELSE shared.first_report_id END
            AS other_report_id
    FROM told
    INNER JOIN shared USING (report_year, fingerprint)
),

tables_identical AS (
    SELECT
        paired.report_id,
        paired.filled_cells,
        paired.tellers - 1 AS others,
        'warning' AS severity,
        []::VARCHAR[] AS codes,
        format(
            '表格的 {} 个非零数值与同年度另外 {} 个机关的报告完全相同，如{}：可能误贴了他人的表格',
            paired.filled_cells, paired.tellers - 1, other.agency
        ) AS message,
        CASE WHEN paired.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        paired.other_report_id
    FROM paired
    INNER JOIN reports AS other ON paired.other_report_id = other.report_id
)

SELECT * FROM tables_identical

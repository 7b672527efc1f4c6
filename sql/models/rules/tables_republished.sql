{{ config(materialized="table") }}

WITH pairs AS (
    SELECT * FROM {{ ref("previous_report") }}
),

fingerprints AS (
    SELECT * FROM {{ ref("report_fingerprint") }} WHERE filled_cells >= {{ var("identical_cells") }}
),

tables_republished AS (
    SELECT
        pairs.report_id,
        this_year.filled_cells,
        'warning' AS severity,
        []::VARCHAR[] AS codes,
        format(
            '表格的 {} 个非零数值与上一年度（{}年）报告完全相同：可能误贴了上年的表格',
            this_year.filled_cells, pairs.report_year - 1
        ) AS message,
        CASE WHEN this_year.is_doubtful OR last_year.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        pairs.previous_report_id AS other_report_id
    FROM pairs
    INNER JOIN fingerprints AS this_year USING (report_id)
    INNER JOIN fingerprints AS last_year
        ON pairs.previous_report_id = last_year.report_id AND this_year.fingerprint = last_year.fingerprint
)

SELECT * FROM tables_republished

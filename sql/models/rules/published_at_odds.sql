{{ config(materialized="table") }}

WITH reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND published_on IS NOT NULL AND report_year IS NOT NULL
),

-- The reader flags what came out before the December of its year.
flagged AS (
    SELECT DISTINCT report_id
    FROM {{ ref("stg_findings") }}
    WHERE is_current AND rule = 'published_on.too_early'
),

judged AS (
    SELECT
        *,
        CASE
            WHEN published_on < make_date(report_year, 1, 1) THEN 'before_the_year'
            WHEN published_on < make_date(report_year, 12, 25) THEN 'before_its_end'
            WHEN published_on > make_date(report_year + 2, 6, 30) THEN 'late'
        END AS timing
    FROM reports
),

published_at_odds AS (
    SELECT
        judged.report_id,
        judged.published_on,
        judged.timing,
        CASE judged.timing WHEN 'before_the_year' THEN 'error' ELSE 'note' END AS severity,
        []::VARCHAR[] AS codes,
        format(
            CASE judged.timing
                WHEN 'before_the_year' THEN '发布日期 {} 早于{}年年初：日期或报告年度有误'
                WHEN 'before_its_end' THEN '发布日期 {} 早于{}年年底：报告可能未涵盖全年'
                ELSE '发布日期 {} 晚于{}年年底 18 个月以上：可能是网站迁移后的日期，或报告年度有误'
            END,
            judged.published_on, judged.report_year
        ) AS message,
        'undecidable' AS verdict
    FROM judged
    LEFT JOIN flagged USING (report_id)
    WHERE
        judged.timing IS NOT NULL
        AND (judged.timing <> 'before_its_end' OR flagged.report_id IS NULL)
)

SELECT * FROM published_at_odds

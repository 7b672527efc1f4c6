{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current AND report_year IS NOT NULL
),

-- The reader flags a document whose titles, or title and period, name different years.
flagged AS (
    SELECT * FROM {{ ref("stg_findings") }} WHERE is_current AND rule = 'report_year.conflict'
),

titled AS (
    SELECT
        *,
        list_distinct(regexp_extract_all(
            translate(title, '〇○零OＯ一二三四五六七八九', '00000123456789'), '(20[0-9]{2})\s*年', 1
        )) AS title_years
    FROM reports
),

title_year_differs AS (
    SELECT
        titled.report_id,
        'warning' AS severity,
        []::VARCHAR[] AS codes,
        format('标题写{}年，报告年度为{}年：“{}”', titled.title_years[1], titled.report_year, titled.title) AS message,
        'undecidable' AS verdict,
        titled.title_years[1]::INTEGER AS observed,
        titled.report_year AS expected
    FROM titled
    ANTI JOIN flagged USING (report_id)
    WHERE len(titled.title_years) = 1 AND titled.title_years[1]::INTEGER <> titled.report_year
)

SELECT * FROM title_year_differs

{{ config(materialized="table") }}

WITH reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND region_code IS NOT NULL AND report_year IS NOT NULL
),

-- Counts of cases, which add up over offices: a report on a whole region includes those of its offices by law.
cells AS (
    SELECT *
    FROM {{ ref("table_cell") }}
    WHERE
        code IN (
            'requests.received', 'requests.concluded', 'requests.replies',
            'reconsideration.total', 'litigation.total', 'litigation.direct.total',
            'litigation.after_reconsideration.total',
            'licensing.decisions', 'penalties.decisions', 'coercion.decisions'
        )
        AND applicant = 'all'
        AND channel = 'all'
        AND value IS NOT NULL
),

names AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

-- A general office's report is at times the region's own under another name, and agencies that answer to a ministry
-- (tax, customs, weather) are not the region's: neither is a component.
offices AS (
    SELECT
        reports.region_code,
        reports.report_year,
        reports.form,
        cells.code,
        count(*) AS offices,
        sum(cells.value) AS value,
        max(cells.value) AS largest,
        arg_max(reports.agency, (cells.value, reports.report_id)) AS largest_agency,
        arg_max(reports.report_id, (cells.value, reports.report_id)) AS largest_report_id,
        bool_or(cells.is_doubtful) AS is_doubtful
    FROM cells
    INNER JOIN reports USING (report_id)
    WHERE
        reports.scope = 'own'
        AND NOT reports.is_government
        AND NOT regexp_matches(
            reports.agency, '税务局|海关|海事局|气象局|烟草专卖局|邮政管理局|调查队|人民银行|保监|证监|金融监督管理'
        )
    GROUP BY ALL
),

component_exceeds_parent AS (
    SELECT
        reports.report_id,
        offices.offices,
        offices.largest,
        -- Offices that pass a request on may each count it; one office alone cannot have more than its region.
        CASE WHEN offices.largest > cells.value THEN 'warning' ELSE 'note' END AS severity,
        [cells.code] AS codes,
        'all' AS applicant,
        format(
            '{}：全区域报告为 {}，少于本区域已收录的 {} 个机关的报告合计 {}（最多的是{}，{}）',
            names.name_zh,
            {{ number_to_text("cells.value") }},
            offices.offices,
            {{ number_to_text("offices.value") }},
            offices.largest_agency,
            {{ number_to_text("offices.largest") }}
        ) AS message,
        CASE WHEN cells.is_doubtful OR offices.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        cells.value AS observed,
        offices.value AS expected,
        cells.fact_no,
        offices.largest_report_id AS other_report_id
    FROM cells
    INNER JOIN reports USING (report_id)
    INNER JOIN offices
        ON reports.region_code = offices.region_code
        AND reports.report_year = offices.report_year
        AND reports.form = offices.form
        AND cells.code = offices.code
    INNER JOIN names ON cells.code = names.code
    WHERE reports.scope = 'region' AND reports.is_government AND offices.value > cells.value
)

SELECT * FROM component_exceeds_parent

{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_candidate
),

facts AS (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_candidate AND NOT is_current AND source = 'narrative'
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }} WHERE applicant = 'all' AND channel = 'all'
),

metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

-- What another document of the report says in prose: the reader has compared each document with itself.
stated AS (
    SELECT
        report_id,
        sha256,
        code,
        list(DISTINCT value) AS stated_values,
        first(raw ORDER BY fact_no) AS raw,
        first(value ORDER BY fact_no) AS value
    FROM facts
    WHERE value IS NOT NULL AND NOT approximate AND applicant = 'all' AND channel = 'all' AND label = ''
    GROUP BY ALL
),

-- Totals that a form prints by their parts alone (不予公开, 无法提供). Of the requests concluded it prints the total.
sums AS (
    SELECT
        cells.report_id,
        metrics."of" AS code,
        sum(cells.value) AS value,
        bool_or(cells.is_doubtful) AS is_doubtful
    FROM cells
    INNER JOIN metrics ON cells.code = metrics.code AND metrics.relation = 'part'
    SEMI JOIN stated ON cells.report_id = stated.report_id
    WHERE metrics."of" <> 'requests.concluded'
    GROUP BY ALL
    HAVING count({{ cell_to_amount("cells.value", "cells.state") }}) = count(*) AND count(cells.value) > 0
),

prose_differs_from_parts AS (
    SELECT
        stated.report_id,
        stated.sha256 AS other_sha256,
        stated.code,
        'warning' AS severity,
        [stated.code] AS codes,
        'all' AS applicant,
        format(
            '{}：同一报告的另一份文件（{}）正文为 {}（“{}”），表格各项合计为 {}',
            metrics.name_zh,
            coalesce(reports.url, left(stated.sha256, 12)),
            {{ number_to_text("stated.value") }},
            stated.raw,
            {{ number_to_text("sums.value") }}
        ) AS message,
        CASE WHEN sums.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        stated.value AS observed,
        sums.value AS expected
    FROM stated
    INNER JOIN sums USING (report_id, code)
    INNER JOIN metrics USING (code)
    INNER JOIN reports ON stated.report_id = reports.report_id AND stated.sha256 = reports.sha256
    ANTI JOIN cells ON stated.report_id = cells.report_id AND stated.code = cells.code
    WHERE NOT list_contains(stated.stated_values, sums.value)
)

SELECT * FROM prose_differs_from_parts

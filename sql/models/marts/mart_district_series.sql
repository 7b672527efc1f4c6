{{ config(materialized="view") }}

WITH cells AS (
    SELECT * FROM {{ ref("series_cell") }}
),

chain AS (
    SELECT * FROM {{ ref("report_chain") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

mart_district_series AS (
    SELECT
        reports.region_id,
        reports.region_code,
        reports.region_name,
        reports.region_level,
        reports.agency,
        reports.agency_key,
        reports.scope,
        cells.code,
        metrics.name_zh,
        metrics.name_en,
        cells.applicant,
        cells.channel,
        cells.label,
        reports.report_year,
        reports.form,
        cells.value,
        cells.unit,
        cells.state,
        cells.source,
        cells.values_differ,
        cells.approximate,
        cells.findings,
        cells.worst_severity,
        chain.previous_form,
        chain.previous_region_code,
        cells.previous_code,
        cells.previous_value,
        cells.previous_state,
        cells.value - cells.previous_value AS change,
        cells.comparability,
        cells.comparability IN ('broken', 'absent') AS is_break,
        cells.continued_as,
        chain.region_note IS NOT NULL AS region_changed,
        nullif(concat_ws('; ', cells.note, chain.region_note), '') AS note,
        reports.report_id,
        reports.url,
        cells.document_id,
        cells.fact_no
    FROM cells
    INNER JOIN reports USING (document_id)
    INNER JOIN chain USING (document_id)
    LEFT JOIN metrics USING (code)
)

SELECT * FROM mart_district_series

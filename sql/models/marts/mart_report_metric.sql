{{ config(materialized="view") }}

WITH cells AS (
    SELECT * FROM {{ ref("report_cell") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

reviews AS (
    SELECT * FROM {{ ref("reviewed_cell") }}
),

mart_report_metric AS (
    SELECT
        reports.report_id,
        reports.region_code,
        reports.region_name,
        reports.region_level,
        reports.agency,
        reports.agency_key,
        reports.is_government,
        reports.scope,
        reports.report_year,
        reports.form,
        cells.code,
        metrics.name_zh,
        metrics.name_en,
        cells.applicant,
        cells.channel,
        cells.label,
        cells.value,
        cells.unit,
        cells.state,
        cells.approximate,
        cells.by_position,
        cells.confidence,
        cells.suggestion,
        cells.times_stated,
        cells.values_differ,
        cells.findings,
        cells.worst_severity,
        cells.source,
        cells.raw,
        cells.raw_unit,
        reviews.reviewed_value,
        reviews.reviewed_by,
        reviews.reviewed_at,
        reports.url,
        reports.sha256,
        cells.document_id,
        cells.fact_no
    FROM cells
    INNER JOIN reports USING (document_id)
    LEFT JOIN metrics ON cells.code = metrics.code
    LEFT JOIN reviews USING (document_id, fact_no)
)

SELECT * FROM mart_report_metric

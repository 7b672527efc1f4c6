{{ config(materialized="view") }}

WITH facts AS (
    SELECT * FROM {{ ref("stg_facts") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }}
),

provenance AS (
    SELECT
        reports.report_id,
        reports.agency,
        reports.region_code,
        reports.region_name,
        reports.report_year,
        reports.scope,
        reports.version_no,
        reports.is_current,
        facts.code,
        facts.applicant,
        facts.channel,
        facts.label,
        facts.value,
        facts.unit,
        facts.state,
        facts.source,
        facts.raw,
        facts.raw_unit,
        reports.url,
        reports.fetched_at,
        facts.sha256,
        facts.extractor_version,
        facts.document_id,
        facts.fact_no,
        facts.locator
    FROM facts
    INNER JOIN reports USING (document_id)
)

SELECT * FROM provenance

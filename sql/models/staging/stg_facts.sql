WITH facts AS (
    SELECT * FROM {{ source("raw", "fact") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }}
),

stg_facts AS (
    SELECT
        reports.report_id,
        reports.is_candidate,
        reports.is_current,
        facts.sha256,
        facts.extractor_version,
        facts.fact_no,
        facts.code,
        {{ unify_applicant("facts.applicant") }} AS applicant,
        facts.applicant AS applicant_printed,
        facts.channel,
        facts.label,
        facts.value,
        facts.unit,
        facts.raw,
        facts.raw_unit,
        facts.state,
        facts.source,
        {{ source_to_rank("facts.source") }} AS source_rank,
        facts.approximate,
        facts.by_position,
        facts.confidence,
        facts.locator,
        facts.suggestion
    FROM facts
    INNER JOIN reports USING (sha256, extractor_version)
)

SELECT * FROM stg_facts

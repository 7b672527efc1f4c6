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
        facts.document_id,
        reports.sha256,
        reports.extractor_version,
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
        hash(facts.code, {{ unify_applicant("facts.applicant") }}, facts.channel, facts.label) AS cell_key,
        {{ fact_to_preference("facts") }} AS preference,
        facts.approximate,
        facts.by_position,
        facts.confidence,
        facts.locator,
        facts.suggestion
    FROM facts
    INNER JOIN reports USING (document_id)
)

SELECT * FROM stg_facts

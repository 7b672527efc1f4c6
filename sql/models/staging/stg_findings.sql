WITH findings AS (
    SELECT * FROM {{ source("raw", "finding") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }}
),

stg_findings AS (
    SELECT
        reports.report_id,
        reports.is_current,
        findings.document_id,
        reports.sha256,
        reports.extractor_version,
        findings.finding_no,
        findings.rule,
        findings.severity,
        findings.codes,
        {{ unify_applicant("findings.applicant") }} AS applicant,
        findings.message,
        findings.verdict,
        findings.observed,
        findings.expected,
        findings.locator,
        findings.suggestion
    FROM findings
    INNER JOIN reports USING (document_id)
)

SELECT * FROM stg_findings

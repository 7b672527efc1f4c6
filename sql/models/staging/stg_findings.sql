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
        findings.sha256,
        findings.extractor_version,
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
    INNER JOIN reports USING (sha256, extractor_version)
)

SELECT * FROM stg_findings

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

reader AS (
    SELECT * FROM {{ ref("stg_findings") }} WHERE is_current
),

carried_over AS (
    SELECT * FROM {{ ref("carried_over_broken") }}
),

raised AS (
    SELECT
        report_id,
        'reader' AS origin,
        rule,
        severity,
        codes,
        applicant,
        message,
        verdict,
        observed,
        expected,
        locator,
        suggestion
    FROM reader
    UNION ALL
    SELECT
        report_id,
        'warehouse' AS origin,
        'carried_over_broken' AS rule,
        severity,
        ['requests.carried_in'] AS codes,
        applicant,
        '上年结转与上一年度报告的结转下年度继续办理不一致' AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        observed,
        expected,
        locator,
        NULL AS suggestion
    FROM carried_over
),

findings AS (
    SELECT
        raised.report_id,
        reports.agency,
        reports.region_code,
        reports.region_name,
        reports.report_year,
        reports.scope,
        reports.form,
        raised.origin,
        raised.rule,
        raised.severity,
        raised.codes,
        raised.applicant,
        raised.message,
        raised.verdict,
        raised.observed,
        raised.expected,
        raised.suggestion,
        reports.url,
        reports.sha256,
        raised.locator
    FROM raised
    INNER JOIN reports USING (report_id)
)

SELECT * FROM findings
ORDER BY region_code, agency, report_year, severity, rule

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

reader AS (
    SELECT * FROM {{ ref("stg_findings") }} WHERE is_current
),

facts AS (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_current
),

by_rule AS (
    {{ union_rules(var("finding_rules")) }}
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
        suggestion,
        NULL AS other_report_id,
        NULL AS suspect_report_id
    FROM reader
    UNION ALL
    SELECT
        by_rule.report_id,
        'warehouse' AS origin,
        by_rule.rule,
        by_rule.severity,
        by_rule.codes,
        by_rule.applicant,
        by_rule.message,
        by_rule.verdict,
        by_rule.observed,
        by_rule.expected,
        facts.locator,
        NULL AS suggestion,
        by_rule.other_report_id,
        by_rule.suspect_report_id
    FROM by_rule
    INNER JOIN reports USING (report_id)
    LEFT JOIN facts ON reports.document_id = facts.document_id AND by_rule.fact_no = facts.fact_no
),

findings AS (
    SELECT
        raised.report_id,
        row_number() OVER (
            PARTITION BY raised.report_id
            ORDER BY raised.origin, raised.rule, raised.applicant, raised.message, raised.locator, raised.observed
        )::INTEGER AS finding_no,
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
        raised.other_report_id,
        raised.suspect_report_id,
        reports.url,
        reports.sha256,
        raised.locator
    FROM raised
    INNER JOIN reports USING (report_id)
)

SELECT * FROM findings
ORDER BY region_code, agency, report_year, severity, rule

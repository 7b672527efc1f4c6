WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

reader AS (
    SELECT * FROM {{ ref("stg_findings") }} WHERE is_current
),

carried_over AS (
    SELECT * FROM {{ ref("carried_over_broken") }}
),

documents_differ AS (
    SELECT * FROM {{ ref("documents_differ") }}
),

revision_shrunk AS (
    SELECT * FROM {{ ref("revision_shrunk") }}
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
    UNION ALL
    SELECT
        report_id,
        'warehouse' AS origin,
        'documents_differ' AS rule,
        severity,
        codes,
        applicant,
        format(
            '同一报告的两份文件有{}处数值不一致：采用的是 {}（{}），另一份是 {}（{}）',
            cells, place, left(sha256, 12), other_place, left(other_sha256, 12)
        ) AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        observed,
        expected,
        locator,
        NULL AS suggestion
    FROM documents_differ
    UNION ALL
    SELECT
        report_id,
        'warehouse' AS origin,
        'revision_shrunk' AS rule,
        'warning' AS severity,
        [] AS codes,
        NULL AS applicant,
        format('新版本的表格只有{}格，旧版本曾有{}格：新版本可能不完整', observed, expected) AS message,
        'undecidable' AS verdict,
        observed,
        expected,
        NULL AS locator,
        NULL AS suggestion
    FROM revision_shrunk
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
        reports.url,
        reports.sha256,
        raised.locator
    FROM raised
    INNER JOIN reports USING (report_id)
)

SELECT * FROM findings
ORDER BY region_code, agency, report_year, severity, rule

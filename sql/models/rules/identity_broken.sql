{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

terms AS (
    SELECT * FROM {{ ref("stg_identity_terms") }}
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }}
),

equations AS (
    SELECT
        reports.report_id,
        reports.sha256,
        reports.extractor_version,
        terms.vintage,
        terms.identity,
        terms.equation,
        terms.severity,
        terms.relation,
        list_distinct(list(terms.code ORDER BY terms.code)) AS codes,
        CASE WHEN count(DISTINCT terms.applicant) = 1 THEN any_value(terms.applicant) END AS applicant,
        sum(terms.coefficient * cells.value) FILTER (WHERE terms.coefficient > 0) AS expected,
        -sum(terms.coefficient * cells.value) FILTER (WHERE terms.coefficient < 0) AS observed,
        -- A blank or / is an empty cell and counts as nothing; a cell that was not read leaves the equation open.
        bool_and(coalesce(cells.value IS NOT NULL OR cells.state IN ('blank', 'not_applicable'), false)) AS all_read,
        bool_or(terms.is_total AND cells.value IS NULL) AS is_total_blank,
        bool_or(coalesce(cells.is_doubtful, false)) AS is_doubtful,
        first(cells.fact_no ORDER BY terms.is_total DESC, terms.coefficient, terms.code) AS fact_no
    FROM reports
    INNER JOIN terms ON reports.form = terms.vintage
    LEFT JOIN cells
        ON reports.report_id = cells.report_id
        AND terms.code = cells.code
        AND terms.applicant = cells.applicant
        AND terms.channel = cells.channel
    GROUP BY ALL
),

identity_broken AS (
    SELECT
        report_id,
        sha256,
        extractor_version,
        vintage,
        identity,
        equation,
        observed - expected AS difference,
        severity,
        codes,
        applicant,
        format(
            '勾稽关系（{}）不成立：各项合计 {}，表中为 {}{}',
            equation,
            {{ number_to_text("expected") }},
            {{ number_to_text("observed") }},
            CASE WHEN relation = 'at_most' THEN '，不应更多' ELSE '' END
        ) AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        observed,
        expected,
        fact_no,
        is_doubtful
    FROM equations
    WHERE
        all_read
        -- Blank totals beside filled parts, and the reverse, are a habit of agencies and break nothing.
        AND NOT is_total_blank
        AND expected IS NOT NULL
        AND (observed > expected OR (relation = 'equal' AND observed < expected))
)

SELECT * FROM identity_broken

{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

terms AS (
    SELECT
        *,
        dense_rank() OVER (ORDER BY equation) AS equation_no
    FROM {{ ref("stg_identity_terms") }}
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }}
),

equations AS (
    SELECT
        equation_no,
        vintage,
        identity,
        equation,
        severity,
        relation,
        count(*) AS terms,
        list(DISTINCT code ORDER BY code) AS codes,
        CASE WHEN count(DISTINCT applicant) = 1 THEN any_value(applicant) END AS applicant,
        first(code ORDER BY is_total DESC, coefficient, code) AS total_code,
        first(applicant ORDER BY is_total DESC, coefficient, code) AS total_applicant
    FROM terms
    GROUP BY ALL
),

-- Sums over millions of terms are grouped by two integers and by no text.
sums AS (
    SELECT
        cells.document_id,
        terms.equation_no,
        sum(cells.value) FILTER (WHERE terms.coefficient > 0) AS expected,
        sum(cells.value) FILTER (WHERE terms.coefficient < 0) AS observed,
        -- A blank or / is an empty cell and counts as nothing; a cell that was not read leaves the equation open.
        count({{ cell_to_amount("cells.value", "cells.state") }}) AS terms_read,
        bool_or(terms.is_total AND cells.value IS NULL) AS is_total_blank,
        bool_or(cells.is_doubtful) AS is_doubtful
    FROM cells
    INNER JOIN reports USING (document_id)
    INNER JOIN terms
        ON reports.form = terms.vintage
        AND cells.code = terms.code
        AND cells.applicant = terms.applicant
        AND cells.channel = terms.channel
    GROUP BY ALL
    -- Blank totals beside filled parts, and the reverse, are a habit of agencies and break nothing.
    HAVING NOT is_total_blank AND expected <> observed
),

broken AS (
    SELECT
        reports.report_id,
        reports.sha256,
        reports.extractor_version,
        sums.document_id,
        equations.*,
        sums.observed,
        sums.expected,
        sums.is_doubtful
    FROM sums
    INNER JOIN equations USING (equation_no)
    INNER JOIN reports USING (document_id)
    WHERE
        sums.terms_read = equations.terms
        AND (sums.observed > sums.expected OR equations.relation = 'equal')
),

identity_broken AS (
    SELECT
        broken.report_id,
        broken.sha256,
        broken.extractor_version,
        broken.vintage,
        broken.identity,
        broken.equation,
        broken.observed - broken.expected AS difference,
        broken.severity,
        broken.codes,
        broken.applicant,
        format(
            '勾稽关系（{}）不成立：各项合计 {}，表中为 {}{}',
            broken.equation,
            {{ number_to_text("broken.expected") }},
            {{ number_to_text("broken.observed") }},
            CASE WHEN broken.relation = 'at_most' THEN '，不应更多' ELSE '' END
        ) AS message,
        CASE WHEN broken.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        broken.observed,
        broken.expected,
        total.fact_no,
        broken.is_doubtful
    FROM broken
    LEFT JOIN cells AS total
        ON broken.document_id = total.document_id
        AND broken.total_code = total.code
        AND broken.total_applicant = total.applicant
        AND total.channel = 'all'
)

SELECT * FROM identity_broken

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

-- Equations of one total over all applicants and channels; a balance of several totals gives none of them, and a bound
-- (relation at_most) no total.
totals AS (
    SELECT
        equation_no,
        code
    FROM terms
    WHERE is_total AND relation = 'equal'
    QUALIFY count(*) OVER (PARTITION BY equation_no) = 1 AND applicant = 'all' AND channel = 'all'
),

parts AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY equation_no) AS parts
    FROM terms
    SEMI JOIN totals USING (equation_no)
    WHERE NOT is_total
),

-- Sums over millions of parts are grouped by two integers and by no text.
sums AS (
    SELECT
        cells.document_id,
        parts.equation_no,
        sum(cells.value) AS value,
        count({{ cell_to_amount("cells.value", "cells.state") }}) = any_value(parts.parts) AS all_read,
        list(parts.code) FILTER (
            WHERE parts.applicant = 'all' AND parts.channel = 'all' AND cells.value IS NULL
        ) AS blank_totals
    FROM cells
    INNER JOIN reports USING (document_id)
    INNER JOIN parts
        ON reports.form = parts.vintage
        AND cells.code = parts.code
        AND cells.applicant = parts.applicant
        AND cells.channel = parts.channel
    GROUP BY cells.document_id, parts.equation_no
    HAVING sum(cells.value) IS NOT NULL
),

-- Metrics of a report some parts of which are filled: left blank as a part of another sum, they are not nothing.
filled AS (
    SELECT
        sums.document_id,
        list(DISTINCT totals.code) AS codes
    FROM sums
    INNER JOIN totals USING (equation_no)
    GROUP BY ALL
),

sum_of_parts AS (
    SELECT
        reports.report_id,
        totals.code,
        any_value(sums.value) AS value
    FROM sums
    INNER JOIN totals USING (equation_no)
    INNER JOIN filled USING (document_id)
    INNER JOIN reports USING (document_id)
    WHERE sums.all_read AND NOT coalesce(list_has_any(sums.blank_totals, filled.codes), false)
    GROUP BY ALL
    -- Where two ways to add up the parts disagree, neither is taken.
    HAVING min(sums.value) = max(sums.value)
)

SELECT * FROM sum_of_parts

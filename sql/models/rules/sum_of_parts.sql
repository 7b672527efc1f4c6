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

-- Equations of one total over all applicants and channels; a balance of several totals gives none of them, and a bound
-- (relation at_most) no total.
totals AS (
    SELECT
        vintage,
        equation,
        code
    FROM terms
    WHERE is_total AND relation = 'equal'
    QUALIFY count(*) OVER (PARTITION BY equation) = 1 AND applicant = 'all' AND channel = 'all'
),

sums AS (
    SELECT
        reports.report_id,
        totals.equation,
        totals.code,
        sum(cells.value) AS value,
        bool_and(coalesce(cells.value IS NOT NULL OR cells.state IN ('blank', 'not_applicable'), false)) AS all_read,
        list(parts.code) FILTER (
            WHERE parts.applicant = 'all' AND parts.channel = 'all' AND cells.value IS NULL
        ) AS blank_totals
    FROM reports
    INNER JOIN totals ON reports.form = totals.vintage
    INNER JOIN terms AS parts ON totals.equation = parts.equation AND NOT parts.is_total
    LEFT JOIN cells
        ON reports.report_id = cells.report_id
        AND parts.code = cells.code
        AND parts.applicant = cells.applicant
        AND parts.channel = cells.channel
    GROUP BY ALL
    HAVING sum(cells.value) IS NOT NULL
),

-- Metrics of a report some parts of which are filled: left blank as a part of another sum, they are not nothing.
filled AS (
    SELECT
        report_id,
        list(DISTINCT code) AS codes
    FROM sums
    GROUP BY ALL
),

sum_of_parts AS (
    SELECT
        sums.report_id,
        sums.code,
        any_value(sums.value) AS value
    FROM sums
    INNER JOIN filled USING (report_id)
    WHERE sums.all_read AND NOT coalesce(list_has_any(sums.blank_totals, filled.codes), false)
    GROUP BY ALL
    -- Where two ways to add up the parts disagree, neither is taken.
    HAVING min(sums.value) = max(sums.value)
)

SELECT * FROM sum_of_parts

-- Read more than once, and too wide to be kept in between.
WITH cells AS NOT MATERIALIZED (
    SELECT *
    FROM {{ ref("report_cell") }}
    WHERE code LIKE 'requests.%' AND channel = 'all' AND label = ''
),

reports AS (
    SELECT
        *,
        CASE WHEN form IN ('2008', '2014') THEN 'replies' ELSE 'concluded' END AS basis
    FROM {{ ref("stg_reports") }}
    WHERE is_current
),

-- requests.denied and requests.denied.privacy are of the outcome denied; what concluded splits by is the time it took.
outcomes AS (
    SELECT
        code,
        split_part(code, '.', 2) AS outcome,
        "of" IN ('requests.concluded', 'requests.replies') AS is_outcome,
        forms
    FROM {{ ref("stg_metrics") }}
    WHERE code LIKE 'requests.%' AND relation = 'part' AND code NOT LIKE 'requests.concluded.%'
),

-- What a form prints: each outcome as one cell, as parts, or (2014) as both.
printed AS (
    SELECT
        form,
        outcome,
        bool_or(is_outcome) AS is_one_cell,
        count(*) FILTER (WHERE NOT is_outcome) AS parts
    FROM (SELECT * EXCLUDE (forms), unnest(forms) AS form FROM outcomes)
    WHERE form <> 'narrative'
    GROUP BY ALL
),

-- Where the outcomes of a form add up to its total: not on those of 2008, whose other replies have no code.
adding_up AS (
    SELECT DISTINCT
        vintage AS form,
        code
    FROM {{ ref("stg_identity_terms") }}
    WHERE is_total AND relation = 'equal'
    QUALIFY count(*) OVER (PARTITION BY equation) = 1
),

stated AS (
    SELECT
        cells.document_id,
        cells.applicant,
        outcomes.outcome,
        max(cells.value) FILTER (WHERE outcomes.is_outcome) AS outcome_value,
        sum(cells.value) FILTER (WHERE NOT outcomes.is_outcome) AS parts_value,
        count(*) FILTER (
            WHERE outcomes.is_outcome AND (cells.value IS NOT NULL OR cells.state IN ('blank', 'not_applicable'))
        ) AS outcome_read,
        count(*) FILTER (
            WHERE NOT outcomes.is_outcome AND (cells.value IS NOT NULL OR cells.state IN ('blank', 'not_applicable'))
        ) AS parts_read,
        max({{ severity_to_rank("cells.worst_severity") }}) FILTER (WHERE cells.worst_severity IS NOT NULL)
            AS severity_rank
    FROM cells
    INNER JOIN outcomes USING (code)
    GROUP BY ALL
),

-- The parts count for an outcome only where all of them were read; a blank one is nothing.
counted AS (
    SELECT
        stated.document_id,
        stated.applicant,
        reports.form,
        reports.basis,
        stated.outcome,
        stated.severity_rank,
        coalesce(printed.is_one_cell, true) AS is_one_cell,
        CASE WHEN stated.parts_read = printed.parts THEN stated.parts_value END AS sum_of_parts,
        CASE
            WHEN is_one_cell THEN coalesce(stated.outcome_value, sum_of_parts)
            ELSE coalesce(sum_of_parts, stated.outcome_value)
        END AS value,
        CASE
            WHEN value IS NULL THEN NULL
            WHEN stated.outcome_value IS NOT NULL AND (is_one_cell OR sum_of_parts IS NULL) THEN 'printed'
            ELSE 'parts'
        END AS value_from,
        value IS NOT NULL
        OR CASE WHEN is_one_cell THEN stated.outcome_read > 0 ELSE stated.parts_read = printed.parts END AS is_read
    FROM stated
    INNER JOIN reports USING (document_id)
    LEFT JOIN printed ON reports.form = printed.form AND stated.outcome = printed.outcome
),

totals AS (
    SELECT
        cells.document_id,
        cells.applicant,
        cells.value AS total
    FROM cells
    INNER JOIN reports ON cells.document_id = reports.document_id AND cells.code = 'requests.' || reports.basis
),

expected AS (
    SELECT
        form,
        count(*) AS outcomes
    FROM printed
    GROUP BY ALL
),

sums AS (
    SELECT
        document_id,
        applicant,
        form,
        basis,
        sum(value) AS outcomes_sum,
        count(*) FILTER (WHERE is_read) AS outcomes_read
    FROM counted
    GROUP BY ALL
),

bases AS (
    SELECT
        sums.document_id,
        sums.applicant,
        CASE
            WHEN totals.total = sums.outcomes_sum THEN 'printed'
            WHEN sums.outcomes_read = expected.outcomes AND adding_up.form IS NOT NULL AND sums.outcomes_sum IS NOT NULL
                THEN 'parts'
            WHEN totals.total > sums.outcomes_sum THEN 'printed_unchecked'
        END AS denominator,
        CASE WHEN denominator = 'parts' THEN sums.outcomes_sum WHEN denominator IS NOT NULL THEN totals.total END
            AS requests
    FROM sums
    LEFT JOIN totals USING (document_id, applicant)
    LEFT JOIN expected USING (form)
    LEFT JOIN adding_up
        ON sums.form = adding_up.form AND adding_up.code = 'requests.' || sums.basis
),

-- Where the other outcomes make up the printed total, a blank one is proven to be none.
valued AS (
    SELECT
        counted.document_id,
        counted.applicant,
        counted.outcome,
        CASE WHEN counted.is_read AND bases.denominator = 'printed' THEN coalesce(counted.value, 0) ELSE counted.value END
            AS value,
        counted.value_from,
        counted.basis,
        counted.severity_rank,
        bases.denominator,
        bases.requests
    FROM counted
    INNER JOIN bases USING (document_id, applicant)
),

mart_request_outcomes AS (
    SELECT
        reports.region_id,
        reports.region_code,
        reports.region_name,
        reports.region_level,
        reports.agency,
        reports.agency_key,
        reports.scope,
        reports.report_year,
        reports.form,
        valued.applicant,
        valued.outcome,
        valued.value::DECIMAL(18, 4) AS value,
        CASE WHEN valued.value IS NULL THEN NULL ELSE coalesce(valued.value_from, 'blank') END AS value_from,
        valued.basis,
        valued.requests::DECIMAL(18, 4) AS requests,
        valued.denominator,
        {{ share_of("valued.value", "valued.requests") }} AS share,
        {{ wilson_low("valued.value", "valued.requests") }} AS share_low,
        {{ wilson_high("valued.value", "valued.requests") }} AS share_high,
        {{ is_small("valued.requests") }} AS is_small,
        {{ rank_to_severity("valued.severity_rank") }} AS worst_severity,
        reports.report_id,
        reports.url
    FROM valued
    INNER JOIN reports USING (document_id)
)

SELECT * FROM mart_request_outcomes
ORDER BY outcome, applicant, region_id, agency_key, report_year

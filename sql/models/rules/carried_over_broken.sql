{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }} WHERE value IS NOT NULL AND channel = 'all'
),

carried_in AS (
    SELECT * FROM cells WHERE code = 'requests.carried_in'
),

carried_out AS (
    SELECT * FROM cells WHERE code = 'requests.carried_out'
),

pairs AS (
    SELECT
        this_year.report_id,
        this_year.sha256,
        this_year.extractor_version,
        this_year.report_year,
        last_year.report_id AS previous_report_id
    FROM reports AS this_year
    INNER JOIN reports AS last_year
        ON this_year.agency_key = last_year.agency_key
        AND this_year.region_code IS NOT DISTINCT FROM last_year.region_code
        AND this_year.scope = last_year.scope
        AND this_year.report_year = last_year.report_year + 1
),

carried_over_broken AS (
    SELECT
        pairs.report_id,
        pairs.sha256,
        pairs.extractor_version,
        pairs.previous_report_id,
        carried_in.applicant,
        carried_in.value AS observed,
        carried_out.value AS expected,
        carried_in.value - carried_out.value AS difference,
        'error' AS severity,
        carried_in.is_doubtful OR carried_out.is_doubtful AS is_doubtful,
        carried_in.locator
    FROM pairs
    INNER JOIN carried_in ON pairs.report_id = carried_in.report_id
    INNER JOIN carried_out
        ON pairs.previous_report_id = carried_out.report_id
        AND carried_in.applicant = carried_out.applicant
    WHERE carried_in.value <> carried_out.value
)

SELECT * FROM carried_over_broken

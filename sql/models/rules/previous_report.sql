WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current AND agency_key IS NOT NULL
),

previous_report AS (
    SELECT
        this_year.report_id,
        this_year.report_year,
        this_year.form,
        last_year.report_id AS previous_report_id,
        last_year.form AS previous_form
    FROM reports AS this_year
    INNER JOIN reports AS last_year
        ON this_year.agency_key = last_year.agency_key
        AND this_year.region_code IS NOT DISTINCT FROM last_year.region_code
        AND this_year.scope = last_year.scope
        AND this_year.report_year = last_year.report_year + 1
)

SELECT * FROM previous_report

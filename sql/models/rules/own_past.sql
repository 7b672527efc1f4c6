{{ config(materialized="table") }}

WITH reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND agency_key IS NOT NULL AND report_year IS NOT NULL
),

cells AS (
    SELECT *
    FROM {{ ref("table_cell") }}
    WHERE applicant = 'all' AND channel = 'all' AND value >= 0
),

-- One code is one quantity on every form that prints it (metric_crosswalk): its years make a series.
points AS (
    SELECT
        hash(reports.agency_key, reports.region_id, reports.scope) AS agency,
        cells.code,
        cells.report_id,
        cells.fact_no,
        cells.is_doubtful,
        cells.value,
        reports.report_year
    FROM cells
    INNER JOIN reports USING (report_id)
),

-- Most series are steady, and need no closer look.
unsteady AS (
    SELECT
        agency,
        code,
        list({'report_year': report_year, 'value': value}) AS years
    FROM points
    GROUP BY ALL
    HAVING count(*) >= 4 AND max(value) >= 5 * min(value) AND max(value) - min(value) >= {{ var("outlier_floor") }}
),

others AS (
    SELECT
        points.*,
        [year.value FOR year IN unsteady.years IF year.report_year <> points.report_year] AS values_of_others
    FROM points
    INNER JOIN unsteady USING (agency, code)
),

own_past AS (
    SELECT
        report_id,
        code,
        fact_no,
        is_doubtful,
        report_year,
        value,
        len(values_of_others)::INTEGER AS other_years,
        list_min(values_of_others) AS lowest,
        list_max(values_of_others) AS highest,
        list_median(values_of_others)::DECIMAL(18, 4) AS middle,
        list_median([ln(1 + other) FOR other IN values_of_others]) AS log_middle,
        list_median([abs(ln(1 + other) - log_middle) FOR other IN values_of_others]) AS log_spread
    FROM others
)

SELECT * FROM own_past

{{ config(materialized="table") }}

WITH reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND region_code IS NOT NULL AND report_year IS NOT NULL
),

districts AS (
    SELECT
        region_code,
        report_year,
        first(region_name ORDER BY table_facts DESC, report_id) AS region_name,
        any_value(region_id) AS region_id,
        any_value(region_level) AS region_level,
        count(*) FILTER (WHERE scope = 'own') AS own_reports,
        count(*) FILTER (WHERE scope = 'region' AND is_government) AS region_reports
    FROM reports
    GROUP BY ALL
),

stg_district_reports AS (
    SELECT
        reports.report_id,
        districts.region_code,
        districts.region_id,
        districts.region_name,
        districts.region_level,
        districts.report_year,
        reports.scope,
        CASE reports.scope WHEN 'region' THEN districts.region_reports ELSE districts.own_reports END::INTEGER
            AS reports_known,
        -- The government and its general office may both report on the region: one number told twice, never a sum.
        row_number() OVER (
            PARTITION BY districts.region_code, districts.report_year, reports.scope
            ORDER BY reports.agency NOT LIKE '%政府', reports.table_facts DESC, reports.agency_key, reports.report_id
        )::INTEGER AS preference
    FROM reports
    INNER JOIN districts USING (region_code, report_year)
    WHERE CASE WHEN districts.region_reports > 0 THEN reports.scope = 'region' AND reports.is_government
        ELSE reports.scope = 'own' END
)

SELECT * FROM stg_district_reports

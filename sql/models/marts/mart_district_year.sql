WITH metrics AS (
    SELECT *
    FROM {{ ref("mart_report_metric") }}
    WHERE
        region_code IS NOT NULL
        AND report_year IS NOT NULL
        AND applicant = 'all'
        AND channel = 'all'
        AND label = ''
),

parts AS (
    SELECT * FROM {{ ref("sum_of_parts") }}
),

reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND region_code IS NOT NULL AND report_year IS NOT NULL
),

known AS (
    SELECT
        region_code,
        report_year,
        first(region_name ORDER BY table_facts DESC, report_id) AS region_name,
        any_value(region_level) AS region_level,
        count(*) FILTER (WHERE scope = 'own') AS own_reports_known,
        count(*) FILTER (WHERE scope = 'region' AND is_government) AS region_reports_known
    FROM reports
    GROUP BY ALL
),

with_parts AS (
    SELECT
        metrics.*,
        CASE WHEN metrics.value IS NULL THEN parts.value END AS value_of_parts
    FROM metrics
    LEFT JOIN parts USING (report_id, code)
),

-- The government and its general office may both report on the region: that is one number told twice, never a sum.
whole_region AS (
    SELECT
        region_code,
        report_year,
        code,
        value,
        value_of_parts,
        approximate,
        findings,
        worst_severity,
        form
    FROM with_parts
    WHERE scope = 'region' AND is_government
    QUALIFY row_number() OVER (
        PARTITION BY region_code, report_year, code
        ORDER BY value IS NULL, value_of_parts IS NULL, source <> 'table', agency NOT LIKE '%政府', agency_key, report_id
    ) = 1
),

offices AS (
    SELECT
        region_code,
        report_year,
        code,
        sum(value)::DECIMAL(38, 4) AS value,
        CASE WHEN count(value_of_parts) > 0 THEN sum(coalesce(value, value_of_parts)) END::DECIMAL(38, 4)
            AS value_of_parts,
        count(value) AS reports,
        bool_or(approximate) AS approximate,
        sum(findings) AS findings,
        max({{ severity_to_rank("worst_severity") }}) FILTER (WHERE worst_severity IS NOT NULL) AS severity_rank,
        CASE WHEN min(form) = max(form) THEN min(form) END AS form
    FROM with_parts
    WHERE scope = 'own'
    GROUP BY ALL
),

names AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

side_by_side AS (
    SELECT
        coalesce(whole_region.region_code, offices.region_code) AS region_code,
        coalesce(whole_region.report_year, offices.report_year) AS report_year,
        coalesce(whole_region.code, offices.code) AS code,
        whole_region.value IS NOT NULL OR offices.code IS NULL AS is_whole_region,
        whole_region.value::DECIMAL(38, 4) AS region_value,
        offices.value AS own_value,
        CASE WHEN is_whole_region THEN whole_region.value_of_parts ELSE offices.value_of_parts END::DECIMAL(38, 4)
            AS value_of_parts,
        coalesce(offices.reports, 0) AS own_reports,
        CASE WHEN is_whole_region THEN whole_region.approximate ELSE offices.approximate END AS approximate,
        CASE WHEN is_whole_region THEN whole_region.findings ELSE offices.findings END AS findings,
        CASE
            WHEN is_whole_region THEN whole_region.worst_severity
            ELSE {{ rank_to_severity("offices.severity_rank") }}
        END AS worst_severity,
        CASE WHEN is_whole_region THEN whole_region.form ELSE offices.form END AS form
    FROM whole_region
    FULL OUTER JOIN offices
        ON whole_region.region_code = offices.region_code
        AND whole_region.report_year = offices.report_year
        AND whole_region.code = offices.code
),

mart_district_year AS (
    SELECT
        side_by_side.region_code,
        known.region_name,
        known.region_level,
        side_by_side.report_year,
        side_by_side.code,
        names.name_zh,
        names.name_en,
        CASE WHEN is_whole_region THEN region_value ELSE own_value END AS value,
        side_by_side.value_of_parts,
        names.unit,
        CASE WHEN is_whole_region THEN 'region' ELSE 'own' END AS scope,
        (CASE WHEN is_whole_region THEN (region_value IS NOT NULL)::INTEGER ELSE own_reports END)::INTEGER AS reports,
        (CASE WHEN is_whole_region THEN region_reports_known ELSE own_reports_known END)::INTEGER AS reports_known,
        side_by_side.region_value,
        side_by_side.own_value,
        side_by_side.own_reports::INTEGER AS own_reports,
        side_by_side.form,
        side_by_side.approximate,
        side_by_side.findings::INTEGER AS findings,
        side_by_side.worst_severity
    FROM side_by_side
    INNER JOIN known USING (region_code, report_year)
    LEFT JOIN names ON side_by_side.code = names.code
)

SELECT * FROM mart_district_year
ORDER BY code, report_year, region_code

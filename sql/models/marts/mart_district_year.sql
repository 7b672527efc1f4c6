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

-- What a row covers depends on the region and the year alone: never on which of its reports states the metric.
known AS (
    SELECT
        region_code,
        report_year,
        first(region_name ORDER BY table_facts DESC, report_id) AS region_name,
        any_value(region_id) AS region_id,
        any_value(region_level) AS region_level,
        count(*) FILTER (WHERE scope = 'own') AS own_reports_known,
        count(*) FILTER (WHERE scope = 'region' AND is_government) AS region_reports_known,
        region_reports_known > 0 AS is_whole_region
    FROM reports
    GROUP BY ALL
),

-- Read twice, and too wide to be kept in between.
with_parts AS NOT MATERIALIZED (
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
        state,
        source,
        bool_or(values_differ) OVER told OR min(value) OVER told IS DISTINCT FROM max(value) OVER told
            AS values_differ,
        approximate,
        findings,
        worst_severity,
        form
    FROM with_parts
    WHERE scope = 'region' AND is_government
    WINDOW told AS (PARTITION BY region_code, report_year, code)
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
        CASE WHEN min(state) = max(state) THEN min(state) END AS state,
        CASE WHEN min(source) = max(source) THEN min(source) END AS source,
        bool_or(values_differ) AS values_differ,
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

stated AS (
    SELECT region_code, report_year, code FROM whole_region
    UNION
    SELECT region_code, report_year, code FROM offices
),

mart_district_year AS (
    SELECT
        stated.region_code,
        known.region_id,
        known.region_name,
        known.region_level,
        stated.report_year,
        stated.code,
        names.name_zh,
        names.name_en,
        CASE WHEN is_whole_region THEN whole_region.value ELSE offices.value END::DECIMAL(38, 4) AS value,
        CASE WHEN is_whole_region THEN whole_region.value_of_parts ELSE offices.value_of_parts END::DECIMAL(38, 4)
            AS value_of_parts,
        names.unit,
        CASE WHEN is_whole_region THEN coalesce(whole_region.state, 'not_stated') ELSE offices.state END AS state,
        CASE WHEN is_whole_region THEN 'region' ELSE 'own' END AS scope,
        CASE WHEN is_whole_region THEN (whole_region.value IS NOT NULL)::INTEGER ELSE offices.reports END::INTEGER
            AS reports,
        CASE WHEN is_whole_region THEN region_reports_known ELSE own_reports_known END::INTEGER AS reports_known,
        offices.value AS own_value,
        coalesce(offices.reports, 0)::INTEGER AS own_reports,
        {{ rank_to_severity("offices.severity_rank") }} AS own_worst_severity,
        CASE WHEN is_whole_region THEN whole_region.form ELSE offices.form END AS form,
        CASE WHEN is_whole_region THEN whole_region.source ELSE offices.source END AS source,
        coalesce(CASE WHEN is_whole_region THEN whole_region.values_differ ELSE offices.values_differ END, false)
            AS values_differ,
        coalesce(CASE WHEN is_whole_region THEN whole_region.approximate ELSE offices.approximate END, false)
            AS approximate,
        coalesce(CASE WHEN is_whole_region THEN whole_region.findings ELSE offices.findings END, 0)::INTEGER
            AS findings,
        CASE WHEN is_whole_region THEN whole_region.worst_severity ELSE own_worst_severity END AS worst_severity
    FROM stated
    INNER JOIN known USING (region_code, report_year)
    LEFT JOIN whole_region USING (region_code, report_year, code)
    LEFT JOIN offices USING (region_code, report_year, code)
    LEFT JOIN names ON stated.code = names.code
)

SELECT * FROM mart_district_year
ORDER BY code, report_year, region_code

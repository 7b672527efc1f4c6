WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current AND agency_key IS NOT NULL
),

words AS (
    SELECT * FROM {{ ref("agency_kinds") }}
),

agencies AS (
    SELECT
        agency_key,
        arg_max(agency, (coalesce(report_year, 0), report_id)) AS agency,
        arg_max(region_id, (coalesce(report_year, 0), report_id)) AS region_id,
        arg_max(region_code, (coalesce(report_year, 0), report_id)) AS region_code,
        arg_max(region_name, (coalesce(report_year, 0), report_id)) AS region_name,
        min(report_year) AS first_report_year,
        max(report_year) AS last_report_year,
        count(*)::INTEGER AS reports,
        translate(regexp_replace(agency_key, '^[0-9]{6}:', ''), '和与及暨、·', '') AS body
    FROM reports
    GROUP BY agency_key
),

bodies AS (
    SELECT DISTINCT
        body,
        region_code IS NULL AS has_no_region
    FROM agencies
),

kinds AS (
    SELECT
        bodies.body,
        bodies.has_no_region,
        arg_min(words.kind, words.rule_no) AS kind,
        arg_min_null(words.department, words.rule_no) AS department
    FROM bodies
    INNER JOIN words
        ON CASE words.match
            WHEN 'starts' THEN starts_with(bodies.body, words.word)
            WHEN 'ends' THEN ends_with(bodies.body, words.word)
            ELSE contains(bodies.body, words.word)
        END
        AND (bodies.has_no_region OR NOT words.without_region)
    GROUP BY ALL
),

agency AS (
    SELECT
        agencies.agency_key,
        agencies.agency,
        agencies.region_id,
        agencies.region_code,
        agencies.region_name,
        {{ region_to_level("agencies.region_code") }} AS region_level,
        coalesce(kinds.kind, 'other') AS kind,
        kinds.department,
        agencies.first_report_year,
        agencies.last_report_year,
        agencies.reports
    FROM agencies
    LEFT JOIN kinds
        ON agencies.body = kinds.body AND (agencies.region_code IS NULL) = kinds.has_no_region
)

SELECT * FROM agency
ORDER BY agency_key

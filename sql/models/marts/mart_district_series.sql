WITH metrics AS (
    SELECT * FROM {{ ref("mart_report_metric") }}
),

reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND agency_key IS NOT NULL AND report_year IS NOT NULL
),

crosswalk AS (
    SELECT * FROM {{ ref("metric_crosswalk") }}
),

previous_reports AS (
    SELECT
        this_year.report_id,
        last_year.report_id AS previous_report_id,
        last_year.form AS previous_form
    FROM reports AS this_year
    LEFT JOIN reports AS last_year
        ON this_year.agency_key = last_year.agency_key
        AND this_year.region_code IS NOT DISTINCT FROM last_year.region_code
        AND this_year.scope = last_year.scope
        AND this_year.report_year = last_year.report_year + 1
),

-- Which metric of the report before to look for: the same one, unless its form prints only a near one.
sought AS (
    SELECT
        metrics.*,
        previous_reports.previous_report_id,
        previous_reports.previous_form,
        crosswalk.comparability AS of_forms,
        crosswalk.note AS crosswalk_note,
        CASE WHEN crosswalk.comparability = 'near' THEN crosswalk.code_from ELSE metrics.code END AS sought_code
    FROM metrics
    INNER JOIN previous_reports USING (report_id)
    LEFT JOIN crosswalk
        ON metrics.code = crosswalk.code
        AND metrics.form = crosswalk.form_to
        AND previous_reports.previous_form = crosswalk.form_from
),

compared AS (
    SELECT
        sought.*,
        previous.value AS previous_value,
        previous.state AS previous_state,
        previous.code AS previous_code,
        CASE
            WHEN sought.previous_report_id IS NULL THEN 'no_previous_report'
            WHEN previous.code IS NULL AND sought.of_forms IN ('broken', 'absent') THEN sought.of_forms
            WHEN sought.value IS NULL OR previous.value IS NULL THEN 'not_stated'
            WHEN previous.code = sought.code THEN 'same'
            ELSE 'near'
        END AS comparability
    FROM sought
    LEFT JOIN metrics AS previous
        ON sought.previous_report_id = previous.report_id
        AND sought.sought_code = previous.code
        AND sought.applicant = previous.applicant
        AND sought.channel = previous.channel
        AND sought.label = previous.label
),

mart_district_series AS (
    SELECT
        region_code,
        region_name,
        agency,
        agency_key,
        scope,
        code,
        name_zh,
        name_en,
        applicant,
        channel,
        label,
        report_year,
        form,
        value,
        unit,
        state,
        source,
        values_differ,
        approximate,
        findings,
        worst_severity,
        previous_form,
        previous_code,
        previous_value,
        previous_state,
        value - previous_value AS change,
        comparability,
        comparability IN ('broken', 'absent') AS is_break,
        CASE WHEN comparability IN ('near', 'broken') THEN crosswalk_note END AS note,
        report_id,
        url
    FROM compared
)

SELECT * FROM mart_district_series
ORDER BY code, applicant, channel, label, region_code, agency_key, report_year

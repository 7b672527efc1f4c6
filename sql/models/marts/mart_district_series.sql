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

mergers AS (
    SELECT
        region_id,
        max(last_year) + 1 AS report_year,
        arg_max(own_name, last_year) AS own_name,
        any_value(merged_into) AS merged_into
    FROM {{ ref("stg_regions") }}
    WHERE merged_into IS NOT NULL
    GROUP BY region_id
),

merged AS (
    SELECT
        merged_into AS region_id,
        report_year,
        string_agg(own_name, '、' ORDER BY own_name) AS names
    FROM mergers
    GROUP BY ALL
),

-- An agency's key holds its region's identifier: it finds last year's report under another code as well.
previous_reports AS (
    SELECT
        this_year.*,
        last_year.report_id AS previous_report_id,
        last_year.form AS previous_form,
        last_year.region_code AS previous_region_code,
        concat_ws(
            '; ',
            CASE WHEN last_year.region_name <> this_year.region_name THEN 'until then ' || last_year.region_name END,
            CASE WHEN last_year.report_id IS NOT NULL THEN 'merged with ' || merged.names END
        ) AS region_note
    FROM reports AS this_year
    LEFT JOIN reports AS last_year
        ON this_year.agency_key = last_year.agency_key
        AND this_year.region_id IS NOT DISTINCT FROM last_year.region_id
        AND this_year.scope = last_year.scope
        AND this_year.report_year = last_year.report_year + 1
    LEFT JOIN merged
        ON this_year.region_id = merged.region_id AND this_year.report_year = merged.report_year
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
        sought.report_id,
        sought.code,
        sought.name_zh,
        sought.name_en,
        sought.applicant,
        sought.channel,
        sought.label,
        sought.value,
        sought.unit,
        sought.state,
        sought.source,
        sought.values_differ,
        sought.approximate,
        sought.findings,
        sought.worst_severity,
        previous.value AS previous_value,
        previous.state AS previous_state,
        previous.code AS previous_code,
        NULL AS continued_as,
        CASE
            WHEN sought.previous_report_id IS NULL THEN 'no_previous_report'
            WHEN previous.code IS NULL AND sought.of_forms IN ('broken', 'absent') THEN sought.of_forms
            WHEN sought.value IS NULL OR previous.value IS NULL THEN 'not_stated'
            WHEN previous.code = sought.code THEN 'same'
            ELSE 'near'
        END AS comparability,
        CASE WHEN comparability IN ('near', 'broken') THEN sought.crosswalk_note END AS metric_note
    FROM sought
    LEFT JOIN metrics AS previous
        ON sought.previous_report_id = previous.report_id
        AND sought.sought_code = previous.code
        AND sought.applicant = previous.applicant
        AND sought.channel = previous.channel
        AND sought.label = previous.label
),

-- What the form before prints and the form of the year does not: the series ends here, and says so.
ended AS (
    SELECT
        previous_reports.report_id,
        previous.code,
        previous.name_zh,
        previous.name_en,
        previous.applicant,
        previous.channel,
        previous.label,
        NULL AS value,
        previous.unit,
        NULL AS state,
        NULL AS source,
        false AS values_differ,
        false AS approximate,
        0 AS findings,
        NULL AS worst_severity,
        previous.value AS previous_value,
        previous.state AS previous_state,
        previous.code AS previous_code,
        CASE WHEN crosswalk.comparability = 'near' THEN crosswalk.code_from END AS continued_as,
        CASE WHEN crosswalk.comparability = 'broken' THEN 'broken' ELSE 'absent' END AS comparability,
        crosswalk.note AS metric_note
    FROM previous_reports
    INNER JOIN metrics AS previous ON previous_reports.previous_report_id = previous.report_id
    INNER JOIN crosswalk
        ON previous.code = crosswalk.code
        AND previous_reports.previous_form = crosswalk.form_to
        AND previous_reports.form = crosswalk.form_from
    ANTI JOIN metrics AS stated
        ON previous_reports.report_id = stated.report_id
        AND previous.code = stated.code
        AND previous.applicant = stated.applicant
        AND previous.channel = stated.channel
        AND previous.label = stated.label
    WHERE previous_reports.form <> previous_reports.previous_form AND crosswalk.comparability <> 'same'
),

rows_of_series AS (
    SELECT * FROM compared
    UNION ALL BY NAME
    SELECT * FROM ended
),

mart_district_series AS (
    SELECT
        previous_reports.region_id,
        previous_reports.region_code,
        previous_reports.region_name,
        previous_reports.region_level,
        previous_reports.agency,
        previous_reports.agency_key,
        previous_reports.scope,
        rows_of_series.code,
        rows_of_series.name_zh,
        rows_of_series.name_en,
        rows_of_series.applicant,
        rows_of_series.channel,
        rows_of_series.label,
        previous_reports.report_year,
        previous_reports.form,
        rows_of_series.value,
        rows_of_series.unit,
        rows_of_series.state,
        rows_of_series.source,
        rows_of_series.values_differ,
        rows_of_series.approximate,
        rows_of_series.findings,
        rows_of_series.worst_severity,
        previous_reports.previous_form,
        previous_reports.previous_region_code,
        rows_of_series.previous_code,
        rows_of_series.previous_value,
        rows_of_series.previous_state,
        rows_of_series.value - rows_of_series.previous_value AS change,
        rows_of_series.comparability,
        rows_of_series.comparability IN ('broken', 'absent') AS is_break,
        rows_of_series.continued_as,
        previous_reports.region_note <> '' AS region_changed,
        nullif(concat_ws('; ', rows_of_series.metric_note, nullif(previous_reports.region_note, '')), '') AS note,
        rows_of_series.report_id,
        previous_reports.url
    FROM rows_of_series
    INNER JOIN previous_reports USING (report_id)
)

SELECT * FROM mart_district_series
ORDER BY code, applicant, channel, label, region_id, agency_key, report_year

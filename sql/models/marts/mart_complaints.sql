WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

complaints AS (
    SELECT * FROM {{ ref("mart_report_metric") }}
    WHERE code = 'complaints.received' AND applicant = 'all' AND channel = 'all' AND label = ''
),

printed AS (
    SELECT unnest(forms) AS form
    FROM {{ ref("stg_metrics") }}
    WHERE code = 'complaints.received'
),

mart_complaints AS (
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
        CASE
            WHEN complaints.state IS NULL THEN 'absent'
            WHEN complaints.state = 'reported' THEN 'number'
            ELSE complaints.state
        END AS stated,
        complaints.value,
        complaints.approximate,
        complaints.source,
        complaints.raw,
        printed.form IS NOT NULL AS form_prints_it,
        coalesce(complaints.values_differ, false) AS values_differ,
        complaints.worst_severity,
        reports.report_id,
        reports.url,
        complaints.document_id,
        complaints.fact_no
    FROM reports
    LEFT JOIN complaints USING (report_id)
    LEFT JOIN printed ON reports.form = printed.form
)

SELECT * FROM mart_complaints
ORDER BY region_id, agency_key, report_year

WITH cells AS (
    SELECT *
    FROM {{ ref("mart_report_metric") }}
    WHERE code IN ('disclosure.total', 'disclosure.by_category') AND applicant = 'all'
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

totals AS (
    SELECT
        report_id,
        value AS total
    FROM cells
    WHERE code = 'disclosure.total' AND channel = 'all' AND label = ''
),

ways AS (
    SELECT
        *,
        CASE code WHEN 'disclosure.total' THEN 'channel' ELSE 'category' END AS breakdown
    FROM cells
    WHERE code = 'disclosure.by_category' OR channel <> 'all'
),

mart_publication_channels AS (
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
        ways.breakdown,
        ways.channel,
        ways.label,
        ways.value,
        ways.state,
        ways.source,
        ways.approximate,
        totals.total,
        {{ share_of("ways.value", "totals.total") }} AS share_of_total,
        coalesce(ways.value > totals.total, false) AS exceeds_total,
        sum(ways.value) OVER (PARTITION BY ways.report_id, ways.breakdown)::DECIMAL(38, 4) AS sum_of_breakdown,
        ways.worst_severity,
        ways.report_id,
        ways.url
    FROM ways
    INNER JOIN reports USING (report_id)
    LEFT JOIN totals USING (report_id)
)

SELECT * FROM mart_publication_channels
ORDER BY breakdown, channel, label, region_id, agency_key, report_year

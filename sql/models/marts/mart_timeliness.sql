WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_latest_reading
),

-- Over all documents of a report, its first versions included: a re-publication makes nothing late.
-- No report appears before the December of its year; an earlier date is another thing's.
first_days AS (
    SELECT
        report_id,
        min(published_on) FILTER (published_on >= make_date(report_year, 12, 1)) AS published_on,
        {{ moment_to_day("min(fetched_at)") }} AS fetched_on
    FROM reports
    GROUP BY report_id
),

dated AS (
    SELECT
        reports.* EXCLUDE (published_on),
        coalesce(first_days.published_on, first_days.fetched_on) AS appeared_on,
        CASE
            WHEN first_days.published_on IS NOT NULL THEN 'published'
            WHEN first_days.fetched_on IS NOT NULL THEN 'first_fetched'
        END AS appeared_by,
        {{ report_deadline("agency", "report_year", "scope = 'region'") }} AS deadline
    FROM reports
    INNER JOIN first_days USING (report_id)
    WHERE is_current
),

mart_timeliness AS (
    SELECT
        report_id,
        region_code,
        region_name,
        region_level,
        agency,
        agency_key,
        is_government,
        {{ is_township("agency") }} AS is_township,
        scope,
        report_year,
        appeared_on,
        appeared_by,
        deadline,
        -- A day of fetching proves that a report was there in time, never that it came late.
        CASE WHEN appeared_by = 'published' OR appeared_on <= deadline THEN appeared_on - deadline END::INTEGER
            AS days_late,
        days_late > 0 AS is_late,
        source_id,
        url,
        sha256
    FROM dated
)

SELECT * FROM mart_timeliness
ORDER BY region_code, report_year, agency_key, report_id

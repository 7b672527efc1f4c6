WITH procedures AS (
    SELECT * FROM {{ ref("mart_reconsideration_litigation") }}
    WHERE coalesce(upheld, corrected, other, pending, total) IS NOT NULL
),

speakers AS (
    SELECT * FROM {{ ref("stg_district_reports") }}
),

-- Of the reports on a whole region one counts, of its own offices' all.
speaking AS (
    SELECT
        speakers.*,
        procedures.procedure,
        procedures.upheld,
        procedures.corrected,
        procedures.other,
        procedures.pending,
        procedures.total,
        procedures.decided
    FROM procedures
    INNER JOIN speakers USING (report_id)
    QUALIFY {{ speaks_for_district("speakers", "procedures.procedure") }}
),

sums AS (
    SELECT
        region_id,
        region_code,
        region_name,
        region_level,
        report_year,
        scope,
        procedure,
        sum(upheld) AS upheld,
        sum(corrected) AS corrected,
        sum(other) AS other,
        sum(pending) AS pending,
        sum(total) AS total,
        sum(decided) AS decided,
        sum(coalesce(corrected, 0)) FILTER (WHERE decided IS NOT NULL) AS corrected_of_decided,
        count(*)::INTEGER AS reports,
        count(total)::INTEGER AS reports_of_total,
        count(decided)::INTEGER AS reports_of_rate,
        any_value(reports_known) AS reports_known
    FROM speaking
    GROUP BY ALL
),

mart_district_reconsideration_litigation AS (
    SELECT
        * EXCLUDE (corrected_of_decided, reports, reports_of_total, reports_of_rate, reports_known),
        {{ share_of("corrected_of_decided", "decided") }} AS correction_rate,
        {{ wilson_low("corrected_of_decided", "decided") }} AS correction_rate_low,
        {{ wilson_high("corrected_of_decided", "decided") }} AS correction_rate_high,
        {{ is_small("decided") }} AS is_small,
        reports,
        reports_of_total,
        reports_of_rate,
        reports_known
    FROM sums
)

SELECT * FROM mart_district_reconsideration_litigation
ORDER BY procedure, region_code, report_year

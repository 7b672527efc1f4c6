WITH outcomes AS (
    SELECT * FROM {{ ref("mart_request_outcomes") }} WHERE requests IS NOT NULL AND value IS NOT NULL
),

speakers AS (
    SELECT * FROM {{ ref("stg_district_reports") }}
),

-- Of the reports on a whole region one counts, of its own offices' all.
speaking AS (
    SELECT
        speakers.*,
        outcomes.applicant,
        outcomes.basis,
        outcomes.outcome,
        outcomes.value,
        outcomes.requests,
        outcomes.denominator
    FROM outcomes
    INNER JOIN speakers USING (report_id)
    QUALIFY {{ speaks_for_district("speakers", "outcomes.applicant") }}
),

sums AS (
    SELECT
        region_id,
        region_code,
        region_name,
        region_level,
        report_year,
        scope,
        applicant,
        basis,
        outcome,
        sum(value)::DECIMAL(38, 4) AS value,
        sum(requests)::DECIMAL(38, 4) AS requests,
        count(*)::INTEGER AS reports,
        any_value(reports_known) AS reports_known,
        (count(*) FILTER (WHERE denominator = 'parts'))::INTEGER AS reports_of_parts
    FROM speaking
    GROUP BY ALL
),

mart_district_request_outcomes AS (
    SELECT
        region_id,
        region_code,
        region_name,
        region_level,
        report_year,
        scope,
        applicant,
        basis,
        outcome,
        value,
        requests,
        {{ share_of("value", "requests") }} AS share,
        {{ wilson_low("value", "requests") }} AS share_low,
        {{ wilson_high("value", "requests") }} AS share_high,
        {{ is_small("requests") }} AS is_small,
        reports,
        reports_known,
        reports_of_parts
    FROM sums
)

SELECT * FROM mart_district_request_outcomes
ORDER BY outcome, applicant, region_code, report_year

WITH ways AS (
    SELECT * FROM {{ ref("mart_publication_channels") }} WHERE value IS NOT NULL
),

speakers AS (
    SELECT * FROM {{ ref("stg_district_reports") }}
),

-- Of the reports on a whole region the first that states a breakdown counts, of its own offices' all.
speaking AS (
    SELECT
        speakers.*,
        ways.breakdown,
        ways.channel,
        ways.label,
        ways.value,
        CASE WHEN ways.share_of_total IS NOT NULL THEN ways.value END AS value_of_total,
        CASE WHEN ways.share_of_total IS NOT NULL THEN ways.total END AS total
    FROM ways
    INNER JOIN speakers USING (report_id)
    QUALIFY {{ speaks_for_district("speakers", "ways.breakdown") }}
),

mart_district_publication_channels AS (
    SELECT
        region_id,
        region_code,
        region_name,
        region_level,
        report_year,
        scope,
        breakdown,
        channel,
        label,
        sum(value)::DECIMAL(38, 4) AS value,
        sum(total)::DECIMAL(38, 4) AS total,
        {{ share_of("sum(value_of_total)", "sum(total)") }} AS share_of_total,
        count(*)::INTEGER AS reports,
        count(total)::INTEGER AS reports_of_share,
        any_value(reports_known) AS reports_known
    FROM speaking
    GROUP BY ALL
)

SELECT * FROM mart_district_publication_channels
ORDER BY breakdown, channel, label, region_code, report_year

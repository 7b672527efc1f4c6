WITH series AS (
    SELECT *
    FROM {{ ref("mart_district_series") }}
    WHERE applicant = 'all' AND channel = 'all' AND label = ''
),

agencies AS (
    SELECT * FROM {{ ref("agency") }}
),

-- Who is compared with whom. Nobody's peers are offices of an unknown region (but ministries are one another's) and
-- those whose name does not tell what they do.
grouped AS (
    SELECT
        series.*,
        agencies.kind,
        agencies.department,
        left(series.region_code, 2) || '0000' AS province_code,
        (series.region_code IS NOT NULL OR agencies.kind = 'ministry')
        AND agencies.kind NOT IN ('institution', 'other')
        AND (agencies.department IS NOT NULL OR agencies.kind NOT IN ('department', 'vertical_agency')) AS has_peers
    FROM series
    INNER JOIN agencies USING (agency_key)
),

ranked AS (
    SELECT
        *,
        rank() OVER (peers ORDER BY value DESC NULLS LAST) AS value_rank,
        count(value) OVER peers AS value_peers,
        rank() OVER (peers ORDER BY change DESC NULLS LAST) AS change_rank,
        count(change) OVER peers AS change_peers
    FROM grouped
    WINDOW peers AS (PARTITION BY code, report_year, scope, region_level, province_code, kind, department, has_peers)
),

mart_year_change AS (
    SELECT
        region_id,
        region_code,
        region_name,
        region_level,
        province_code,
        agency,
        agency_key,
        kind,
        department,
        scope,
        report_year,
        code,
        name_zh,
        name_en,
        unit,
        value,
        previous_value,
        change,
        round(100.0 * change / nullif(previous_value, 0), 1)::DOUBLE AS change_percent,
        comparability,
        is_break,
        note,
        region_changed,
        CASE WHEN has_peers AND value IS NOT NULL THEN value_rank END::INTEGER AS value_rank,
        CASE WHEN has_peers AND value IS NOT NULL THEN {{ rank_to_percentile("value_rank", "value_peers") }} END
            AS value_percentile,
        CASE WHEN has_peers THEN value_peers END::INTEGER AS value_peers,
        CASE WHEN has_peers AND change IS NOT NULL THEN change_rank END::INTEGER AS change_rank,
        CASE WHEN has_peers AND change IS NOT NULL THEN {{ rank_to_percentile("change_rank", "change_peers") }} END
            AS change_percentile,
        CASE WHEN has_peers THEN change_peers END::INTEGER AS change_peers,
        worst_severity,
        report_id,
        url
    FROM ranked
)

SELECT * FROM mart_year_change
ORDER BY code, region_id, agency_key, report_year

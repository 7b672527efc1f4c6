{{ config(materialized="view") }}

WITH series AS (
    SELECT *
    FROM {{ ref("mart_district_series") }}
    WHERE applicant = 'all' AND channel = 'all' AND label = ''
),

ranks AS (
    SELECT * FROM {{ ref("change_rank") }}
),

agencies AS (
    SELECT * FROM {{ ref("agency") }}
),

mart_year_change AS (
    SELECT
        series.region_id,
        series.region_code,
        series.region_name,
        series.region_level,
        left(series.region_code, 2) || '0000' AS province_code,
        series.agency,
        series.agency_key,
        agencies.kind,
        agencies.department,
        series.scope,
        series.report_year,
        series.code,
        series.name_zh,
        series.name_en,
        series.unit,
        series.value,
        series.previous_value,
        series.change,
        round(100.0 * series.change / nullif(series.previous_value, 0), 1)::DOUBLE AS change_percent,
        series.comparability,
        series.is_break,
        series.note,
        series.region_changed,
        ranks.value_rank,
        {{ rank_to_percentile("ranks.value_rank", "ranks.value_peers") }} AS value_percentile,
        ranks.value_peers,
        ranks.change_rank,
        {{ rank_to_percentile("ranks.change_rank", "ranks.change_peers") }} AS change_percentile,
        ranks.change_peers,
        series.worst_severity,
        series.report_id,
        series.url
    FROM series
    INNER JOIN agencies USING (agency_key)
    LEFT JOIN ranks USING (document_id, code)
)

SELECT * FROM mart_year_change

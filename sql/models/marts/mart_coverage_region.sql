{{ config(materialized="view") }}

WITH coverage AS (
    SELECT * FROM {{ ref("mart_coverage") }}
),

mart_coverage_region AS (
    SELECT
        region_code,
        any_value(region_name) AS region_name,
        report_year,
        count(*) FILTER (is_due OR status = 'reported')::INTEGER AS owed,
        count(*) FILTER (status = 'reported')::INTEGER AS reported,
        reported / nullif(owed, 0) AS share_reported,
        count(*) FILTER (basis = 'found')::INTEGER AS beyond_roster,
        {%- set reasons = [
            "not_published", "dead_link", "refused", "failed_to_fetch", "failed_to_read", "unreadable", "not_crawled",
            "not_due_yet",
        ] %}
        {%- for reason in reasons %}
        count(*) FILTER (status = '{{ reason }}')::INTEGER AS {{ reason }}{{ "," if not loop.last }}
        {%- endfor %}
    FROM coverage
    GROUP BY region_code, report_year
)

SELECT * FROM mart_coverage_region

WITH sources AS (
    SELECT * FROM {{ ref("stg_sources") }}
),

links AS (
    SELECT
        source_id,
        count(*) AS links,
        count(*) FILTER (kind <> 'other') AS links_of_reports,
        count(sha256) AS links_archived,
        count(*) FILTER (state IN ('dead', 'refused', 'failed')) AS links_not_had
    FROM {{ ref("stg_links") }}
    GROUP BY ALL
),

source AS (
    SELECT
        sources.source_id,
        sources.is_in_catalogue,
        sources.family,
        sources.url,
        sources.agency,
        sources.region_code,
        sources.region_name,
        sources.first_year,
        sources.last_year,
        sources.expected_minimum,
        sources.expected_maximum,
        sources.verified_on,
        sources.last_good_at,
        sources.last_run_id,
        sources.last_crawled_at,
        sources.last_outcome,
        sources.last_reason,
        sources.listed,
        sources.left_over,
        coalesce(links.links, 0)::INTEGER AS links,
        coalesce(links.links_of_reports, 0)::INTEGER AS links_of_reports,
        coalesce(links.links_archived, 0)::INTEGER AS links_archived,
        coalesce(links.links_not_had, 0)::INTEGER AS links_not_had
    FROM sources
    LEFT JOIN links USING (source_id)
)

SELECT * FROM source
ORDER BY source_id

WITH catalogue AS (
    SELECT * FROM {{ source("raw", "source") }}
),

crawls AS (
    SELECT * FROM {{ source("raw", "last_crawl") }}
),

stg_sources AS (
    SELECT
        source_id,
        catalogue.source_id IS NOT NULL AS is_in_catalogue,
        coalesce(catalogue.family, crawls.family) AS family,
        coalesce(catalogue.url, crawls.url) AS url,
        -- What the catalogue says counts, also where it says that several agencies publish there.
        CASE WHEN is_in_catalogue THEN catalogue.agency ELSE crawls.agency END AS agency,
        CASE WHEN is_in_catalogue THEN catalogue.region_code ELSE crawls.region_code END AS region_code,
        catalogue.region_name,
        catalogue.first_year,
        catalogue.last_year,
        catalogue.expected_minimum,
        catalogue.expected_maximum,
        catalogue.verified_on,
        crawls.last_good_at,
        crawls.run_id AS last_run_id,
        crawls.crawled_at AS last_crawled_at,
        crawls.outcome AS last_outcome,
        crawls.reason AS last_reason,
        crawls.listed,
        crawls.left_over
    FROM catalogue
    FULL JOIN crawls USING (source_id)
)

SELECT * FROM stg_sources

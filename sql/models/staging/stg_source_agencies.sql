WITH sources AS (
    SELECT * FROM {{ ref("stg_sources") }} WHERE is_in_catalogue
),

roster AS (
    SELECT * FROM {{ source("raw", "roster_agency") }}
),

own_columns AS (
    SELECT
        source_id,
        'own_column' AS basis,
        coalesce(region_code, '000000') AS region_code,
        region_name,
        agency,
        [agency] AS names,
        first_year,
        last_year
    FROM sources
    WHERE agency IS NOT NULL
),

rostered AS (
    SELECT
        sources.source_id,
        'roster' AS basis,
        roster.region_code,
        roster.region_name,
        roster.agency,
        roster.names,
        greatest(sources.first_year, roster.first_year) AS first_year,
        least(sources.last_year, roster.last_year) AS last_year
    FROM sources
    INNER JOIN roster USING (region_code)
    WHERE sources.agency IS NULL
),

stg_source_agencies AS (
    SELECT * FROM own_columns
    UNION ALL
    SELECT * FROM rostered
)

SELECT * FROM stg_source_agencies

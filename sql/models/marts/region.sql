WITH region AS (
    SELECT * FROM {{ ref("stg_regions") }}
)

SELECT * FROM region
ORDER BY region_code, first_year

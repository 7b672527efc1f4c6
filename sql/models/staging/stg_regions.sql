WITH stg_regions AS (
    SELECT * EXCLUDE (edition)
    FROM {{ source("raw", "region") }}
)

SELECT * FROM stg_regions

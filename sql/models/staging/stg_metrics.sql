WITH stg_metrics AS (
    SELECT * FROM {{ source("raw", "metric") }}
)

SELECT * FROM stg_metrics

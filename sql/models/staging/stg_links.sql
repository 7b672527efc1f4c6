WITH links AS (
    SELECT * FROM {{ source("raw", "link") }}
),

stg_links AS (
    SELECT
        *,
        CASE
            WHEN outcome = 'gone' THEN 'dead'
            WHEN NOT is_listed THEN 'vanished'
            WHEN outcome IN ('refused', 'failed', 'not_a_report') THEN outcome
            WHEN sha256 IS NOT NULL THEN 'fetched'
            ELSE 'listed'
        END AS state
    FROM links
)

SELECT * FROM stg_links

WITH reviews AS (
    SELECT * FROM {{ source("raw", "review") }}
),

stg_reviews AS (
    SELECT
        * REPLACE ({{ unify_applicant("applicant") }} AS applicant),
        row_number() OVER (
            PARTITION BY sha256, code, {{ unify_applicant("applicant") }}, channel, label
            ORDER BY review_id DESC
        ) = 1 AS is_latest
    FROM reviews
)

SELECT * FROM stg_reviews

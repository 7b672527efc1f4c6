WITH terms AS (
    SELECT * FROM {{ source("raw", "identity_term") }}
),

stg_identity_terms AS (
    SELECT * REPLACE ({{ unify_applicant("applicant") }} AS applicant)
    FROM terms
)

SELECT * FROM stg_identity_terms

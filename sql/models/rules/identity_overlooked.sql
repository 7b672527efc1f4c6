{{ config(materialized="table") }}

WITH broken AS (
    SELECT * FROM {{ ref("identity_broken") }}
),

-- One finding may speak of several broken identities, by the cell in which they cross.
flagged AS (
    SELECT * FROM {{ ref("stg_findings") }} WHERE is_current AND rule LIKE 'identity.%'
),

identity_overlooked AS (
    SELECT broken.*
    FROM broken
    ANTI JOIN flagged
        ON broken.report_id = flagged.report_id
        AND list_has_any(broken.codes, flagged.codes)
        AND coalesce(broken.applicant = flagged.applicant, true)
)

SELECT * FROM identity_overlooked

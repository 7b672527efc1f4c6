WITH stg_current_documents AS (
    SELECT
        source_id,
        sha256,
        coalesce(url, sha256) AS place,
        since
    FROM {{ source("raw", "current_document") }}
)

SELECT * FROM stg_current_documents

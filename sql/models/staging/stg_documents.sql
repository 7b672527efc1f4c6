WITH documents AS (
    SELECT * FROM {{ source("raw", "document") }}
),

stg_documents AS (
    SELECT
        *,
        -- Versions compare number by number (2026.9 before 2026.10). A reading that ended in no verdict on the document
        -- (killed, unreadable this time) does not hide an older one that did.
        row_number() OVER (
            PARTITION BY sha256
            ORDER BY
                outcome IN ('report', 'not_a_report') DESC,
                [try_cast(part AS BIGINT) FOR part IN regexp_extract_all(extractor_version, '[0-9]+')] DESC,
                extractor_version DESC
        ) = 1 AS is_latest_reading
    FROM documents
)

SELECT * FROM stg_documents

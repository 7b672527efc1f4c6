{{ config(materialized="view") }}

WITH links AS (
    SELECT * FROM {{ ref("stg_links") }}
),

link AS (
    SELECT
        link_id,
        source_id,
        url,
        title,
        list_url,
        kind,
        report_year,
        agency,
        published_on,
        state,
        outcome AS last_outcome,
        status AS last_status,
        asked_at AS last_attempt_at,
        reason,
        sha256,
        fetched_at,
        is_attachment,
        is_listed,
        first_seen,
        last_seen
    FROM links
)

SELECT * FROM link

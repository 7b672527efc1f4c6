{{ config(materialized="table") }}

WITH reviews AS (
    SELECT * FROM {{ ref("stg_reviews") }} WHERE is_latest
),

reports AS (
    SELECT document_id, sha256 FROM {{ ref("stg_reports") }} WHERE is_current
),

cells AS (
    SELECT * FROM {{ ref("report_cell") }}
),

reviewed_cell AS (
    SELECT
        document_id,
        cells.fact_no,
        reviews.value AS reviewed_value,
        reviews.reviewed_by,
        reviews.reviewed_at
    FROM reviews
    INNER JOIN reports USING (sha256)
    INNER JOIN cells USING (document_id, code, applicant, channel, label)
)

SELECT * FROM reviewed_cell

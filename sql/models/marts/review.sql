WITH reviews AS (
    SELECT * FROM {{ ref("stg_reviews") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_latest_reading
),

reviewed_documents AS (
    SELECT document_id FROM reports WHERE sha256 IN (SELECT sha256 FROM reviews)
),

-- A number that is read at several places of a document is one to the reviewer: the place that the marts take.
facts AS (
    SELECT facts.*
    FROM {{ ref("stg_facts") }} AS facts
    SEMI JOIN reviewed_documents USING (document_id)
    QUALIFY row_number() OVER (PARTITION BY document_id, cell_key ORDER BY preference) = 1
),

review AS (
    SELECT
        reviews.review_id,
        reviews.is_latest,
        reports.report_id,
        reports.is_current,
        reports.agency,
        reports.region_code,
        reports.region_name,
        reports.report_year,
        reports.scope,
        reviews.code,
        reviews.applicant,
        reviews.channel,
        reviews.label,
        reviews.verdict,
        facts.value AS printed_value,
        facts.state AS printed_state,
        facts.raw,
        reviews.value AS reviewed_value,
        reviews.value IS DISTINCT FROM facts.value AS is_different,
        facts.unit,
        reviews.reviewed_by,
        reviews.reviewed_at,
        reviews.reason,
        reports.url,
        reviews.sha256,
        reports.document_id,
        facts.fact_no,
        facts.locator AS printed_locator,
        reviews.locator AS reviewed_locator
    FROM reviews
    LEFT JOIN reports USING (sha256)
    LEFT JOIN facts USING (document_id, code, applicant, channel, label)
)

SELECT * FROM review
ORDER BY review_id

WITH documents AS (
    SELECT * FROM {{ ref("stg_documents") }} WHERE is_latest_reading
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

cells AS (
    SELECT * FROM {{ ref("report_cell") }}
),

reviews AS (
    SELECT document_id, count(*) AS facts_reviewed FROM {{ ref("reviewed_cell") }} GROUP BY document_id
),

links AS (
    SELECT * FROM {{ ref("stg_links") }} WHERE sha256 IS NULL AND outcome IN ('gone', 'refused', 'failed')
),

-- Aggregated by document before anything is joined: there are a thousand times more facts than documents.
numbers AS (
    SELECT
        document_id,
        count(*) AS facts,
        count(*) FILTER (worst_severity = 'error') AS facts_error,
        count(*) FILTER (worst_severity = 'warning') AS facts_warning,
        count(*) FILTER (by_position) AS facts_by_position,
        count(*) FILTER (confidence < 0.9) AS facts_low_confidence
    FROM cells
    GROUP BY document_id
),

report_errors AS (
    SELECT DISTINCT report_id FROM {{ ref("findings") }} WHERE severity = 'error'
),

read_documents AS (
    SELECT
        documents.source_id,
        documents.media_type,
        documents.form,
        1 AS documents,
        (documents.outcome = 'report')::INTEGER AS documents_of_reports,
        (documents.outcome = 'not_a_report')::INTEGER AS not_reports,
        (documents.outcome = 'unreadable')::INTEGER AS unreadable,
        (documents.outcome = 'refused')::INTEGER AS refused,
        (documents.outcome = 'failed')::INTEGER AS failed,
        0 AS not_fetched,
        (reports.report_id IS NOT NULL)::INTEGER AS reports,
        (report_errors.report_id IS NOT NULL)::INTEGER AS reports_error,
        numbers.* EXCLUDE (document_id),
        reviews.facts_reviewed
    FROM documents
    LEFT JOIN reports USING (document_id)
    LEFT JOIN report_errors ON reports.report_id = report_errors.report_id
    LEFT JOIN numbers USING (document_id)
    LEFT JOIN reviews USING (document_id)
),

counted AS (
    SELECT * FROM read_documents
    UNION ALL BY NAME
    SELECT source_id, 1 AS not_fetched FROM links
),

mart_data_quality AS (
    SELECT
        source_id,
        media_type,
        form,
        {%- set counts = [
            "documents", "documents_of_reports", "not_reports", "unreadable", "refused", "failed", "not_fetched",
            "reports", "reports_error", "facts", "facts_error", "facts_warning", "facts_by_position",
            "facts_low_confidence", "facts_reviewed",
        ] %}
        {%- for count in counts %}
        coalesce(sum({{ count }}), 0)::INTEGER AS {{ count }},
        {%- endfor %}
        sum(reports_error) / nullif(sum(reports), 0) AS share_error
    FROM counted
    GROUP BY source_id, media_type, form
)

SELECT * FROM mart_data_quality
ORDER BY source_id, media_type, form

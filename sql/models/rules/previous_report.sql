WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

chains AS (
    SELECT * FROM {{ ref("report_chain") }} WHERE previous_document_id IS NOT NULL AND NOT is_merged
),

previous_report AS (
    SELECT
        this_year.report_id,
        this_year.report_year,
        chains.form,
        last_year.report_id AS previous_report_id,
        chains.previous_form
    FROM chains
    INNER JOIN reports AS this_year ON chains.document_id = this_year.document_id
    INNER JOIN reports AS last_year ON chains.previous_document_id = last_year.document_id
)

SELECT * FROM previous_report

WITH chain AS (
    SELECT * FROM {{ ref("report_chain") }}
),

previous_report AS (
    SELECT
        report_id,
        report_year,
        form,
        previous_report_id,
        previous_form
    FROM chain
    WHERE previous_report_id IS NOT NULL
)

SELECT * FROM previous_report

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
    -- Where another region was merged into it since, nothing has to go on.
    WHERE previous_report_id IS NOT NULL AND NOT is_merged
)

SELECT * FROM previous_report

{{ config(materialized="table") }}

WITH facts AS (
    SELECT * FROM {{ ref("stg_facts") }}
),

table_cell AS (
    SELECT
        report_id,
        fact_no,
        code,
        applicant,
        channel,
        value,
        state,
        by_position OR confidence < 1 AS is_doubtful
    FROM facts
    WHERE is_current AND source = 'table'
    QUALIFY row_number() OVER (
        PARTITION BY report_id, code, applicant, channel
        ORDER BY value IS NULL, by_position, confidence DESC, fact_no
    ) = 1
)

SELECT * FROM table_cell

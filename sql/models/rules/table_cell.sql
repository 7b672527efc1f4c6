{{ config(materialized="table") }}

-- Read twice, and too wide to be kept in between.
WITH facts AS NOT MATERIALIZED (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_current AND source = 'table' AND label = ''
),

best AS (
    SELECT
        document_id,
        arg_min(fact_no, preference) AS fact_no
    FROM facts
    GROUP BY document_id, cell_key
),

table_cell AS (
    SELECT
        facts.report_id,
        facts.document_id,
        facts.fact_no,
        facts.code,
        facts.applicant,
        facts.channel,
        facts.value,
        facts.state,
        facts.by_position OR facts.confidence < 1 AS is_doubtful
    FROM facts
    INNER JOIN best USING (document_id, fact_no)
)

SELECT * FROM table_cell

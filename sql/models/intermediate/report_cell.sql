{{ config(materialized="table") }}

-- Read twice, and too wide to be kept in between.
WITH facts AS NOT MATERIALIZED (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_current
),

findings AS (
    SELECT
        report_id,
        applicant,
        severity,
        unnest(list_distinct(codes)) AS code
    FROM {{ ref("findings") }}
),

-- A finding without an applicant concerns every column of its row.
doubts AS (
    SELECT
        report_id,
        code,
        coalesce(applicant, 'any') AS applicant,
        count(*) AS findings,
        max({{ severity_to_rank("severity") }}) AS severity_rank
    FROM findings
    GROUP BY ALL
),

-- A cell that tables print twice, once with a number and once without one, is in doubt as well.
cells AS (
    SELECT
        document_id,
        arg_min(fact_no, preference) AS fact_no,
        count(*) AS times_stated,
        min(value) IS DISTINCT FROM max(value) AS numbers_differ,
        bool_or(source = 'table' AND state <> 'missing' AND value IS NULL) AS is_printed_empty,
        bool_or(source = 'table' AND state <> 'missing' AND value IS NOT NULL) AS is_printed_filled
    FROM facts
    GROUP BY document_id, cell_key
),

report_cell AS (
    SELECT
        facts.document_id,
        facts.fact_no,
        facts.code,
        facts.applicant,
        facts.channel,
        facts.label,
        facts.value,
        facts.unit,
        facts.state,
        facts.approximate,
        facts.by_position,
        facts.confidence,
        facts.suggestion,
        cells.times_stated::INTEGER AS times_stated,
        cells.numbers_differ OR (cells.is_printed_empty AND cells.is_printed_filled) AS values_differ,
        (coalesce(of_row.findings, 0) + coalesce(of_cell.findings, 0))::INTEGER AS findings,
        {{ rank_to_severity("greatest(of_row.severity_rank, of_cell.severity_rank)") }} AS worst_severity,
        facts.source,
        facts.raw,
        facts.raw_unit
    FROM facts
    INNER JOIN cells USING (document_id, fact_no)
    LEFT JOIN doubts AS of_row
        ON facts.report_id = of_row.report_id AND facts.code = of_row.code AND of_row.applicant = 'any'
    LEFT JOIN doubts AS of_cell
        ON facts.report_id = of_cell.report_id AND facts.code = of_cell.code AND facts.applicant = of_cell.applicant
)

SELECT * FROM report_cell
-- A report's cells stand together; a metric's do in series_cell.
ORDER BY document_id

{{ config(materialized="table") }}

-- Read more than once, and too wide to be kept in between.
WITH cells AS NOT MATERIALIZED (
    SELECT * FROM {{ ref("report_cell") }}
),

chain AS (
    SELECT * FROM {{ ref("report_chain") }}
),

crosswalk AS (
    SELECT * FROM {{ ref("metric_crosswalk") }}
),

metrics AS (
    SELECT code, row_number() OVER (ORDER BY code) AS code_rank FROM {{ ref("stg_metrics") }}
),

-- Which metric of the report before to look for: the same one, unless its form prints only a near one.
sought AS (
    SELECT
        cells.*,
        chain.previous_document_id,
        crosswalk.comparability AS of_forms,
        crosswalk.note AS crosswalk_note,
        CASE WHEN crosswalk.comparability = 'near' THEN crosswalk.code_from ELSE cells.code END AS sought_code,
        {{ cell_to_key("sought_code", "cells") }} AS sought_key
    FROM cells
    INNER JOIN chain USING (document_id)
    LEFT JOIN crosswalk
        ON cells.code = crosswalk.code
        AND chain.form = crosswalk.form_to
        AND chain.previous_form = crosswalk.form_from
),

previous AS (
    SELECT
        document_id,
        code,
        {{ cell_to_key("code", "cells") }} AS cell_key,
        value,
        state
    FROM cells
),

compared AS (
    SELECT
        sought.document_id,
        sought.fact_no,
        sought.code,
        sought.applicant,
        sought.channel,
        sought.label,
        sought.value,
        sought.unit,
        sought.state,
        sought.source,
        sought.values_differ,
        sought.approximate,
        sought.findings,
        sought.worst_severity,
        previous.code AS previous_code,
        previous.value AS previous_value,
        previous.state AS previous_state,
        CASE
            WHEN sought.previous_document_id IS NULL THEN 'no_previous_report'
            WHEN previous.code IS NULL AND sought.of_forms IN ('broken', 'absent') THEN sought.of_forms
            WHEN sought.value IS NULL OR previous.value IS NULL THEN 'not_stated'
            WHEN previous.code = sought.code THEN 'same'
            ELSE 'near'
        END AS comparability,
        NULL AS continued_as,
        CASE WHEN comparability IN ('near', 'broken') THEN sought.crosswalk_note END AS note
    FROM sought
    LEFT JOIN previous
        ON sought.previous_document_id = previous.document_id AND sought.sought_key = previous.cell_key
),

-- What the form before prints and the form of the year does not: the series ends here, and says so.
dropped AS (
    SELECT
        chain.document_id,
        cells.code,
        cells.applicant,
        cells.channel,
        cells.label,
        {{ cell_to_key("cells.code", "cells") }} AS cell_key,
        cells.unit,
        cells.value AS previous_value,
        cells.state AS previous_state,
        CASE WHEN crosswalk.comparability = 'broken' THEN 'broken' ELSE 'absent' END AS comparability,
        CASE WHEN crosswalk.comparability = 'near' THEN crosswalk.code_from END AS continued_as,
        crosswalk.note
    FROM chain
    INNER JOIN cells ON chain.previous_document_id = cells.document_id
    INNER JOIN crosswalk
        ON cells.code = crosswalk.code
        AND chain.previous_form = crosswalk.form_to
        AND chain.form = crosswalk.form_from
    WHERE chain.form <> chain.previous_form AND crosswalk.comparability <> 'same'
),

ended AS (
    SELECT
        dropped.* EXCLUDE (cell_key),
        dropped.code AS previous_code,
        false AS values_differ,
        false AS approximate,
        0 AS findings
    FROM dropped
    ANTI JOIN previous AS stated USING (document_id, cell_key)
),

series_cell AS (
    SELECT * FROM compared
    UNION ALL BY NAME
    SELECT * FROM ended
)

SELECT series_cell.*
FROM series_cell
LEFT JOIN metrics USING (code)
-- One number sorts twice as fast as a code and a document.
ORDER BY (metrics.code_rank << 32) + series_cell.document_id

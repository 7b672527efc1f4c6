{{ config(materialized="table") }}

WITH pairs AS (
    SELECT * FROM {{ ref("previous_report") }} WHERE form = '2021' AND previous_form = '2021'
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }}
),

stocks AS (
    SELECT
        report_id,
        split_part(code, '.', 1) AS kind,
        any_value(value) FILTER (WHERE code LIKE '%.in_force') AS in_force,
        any_value({{ cell_to_amount("value", "state") }}) FILTER (WHERE code LIKE '%.issued') AS issued,
        any_value({{ cell_to_amount("value", "state") }}) FILTER (WHERE code LIKE '%.repealed') AS repealed,
        any_value(fact_no) FILTER (WHERE code LIKE '%.in_force') AS fact_no,
        bool_or(is_doubtful) AS is_doubtful
    FROM cells
    WHERE code IN (
        'rules.issued', 'rules.repealed', 'rules.in_force',
        'normative_documents.issued', 'normative_documents.repealed', 'normative_documents.in_force'
    )
    GROUP BY ALL
),

-- By itself, so that no plan joins years by the kind alone, of which there are two.
stocks_before AS MATERIALIZED (
    SELECT
        pairs.report_id,
        pairs.previous_report_id,
        stocks.kind,
        stocks.in_force,
        stocks.is_doubtful
    FROM pairs
    INNER JOIN stocks ON pairs.previous_report_id = stocks.report_id
),

expected AS (
    SELECT
        stocks.*,
        stocks_before.previous_report_id,
        stocks_before.in_force AS previous_in_force,
        stocks_before.in_force + stocks.issued - stocks.repealed AS expected,
        stocks_before.is_doubtful AS is_previous_doubtful
    FROM stocks
    INNER JOIN stocks_before USING (report_id, kind)
),

in_force_broken AS (
    SELECT
        report_id,
        in_force - expected AS difference,
        -- Normative documents are made for some years and lapse without being repealed; rules do not.
        CASE WHEN kind = 'rules' OR in_force > expected THEN 'warning' ELSE 'note' END AS severity,
        [kind || '.in_force'] AS codes,
        'all' AS applicant,
        format(
            '{}现行有效 {} 件，上年现行有效 {} 件加本年制发 {} 件减本年废止 {} 件应为 {} 件，{} {} 件{}',
            CASE kind WHEN 'rules' THEN '规章' ELSE '行政规范性文件' END,
            {{ number_to_text("in_force") }},
            {{ number_to_text("previous_in_force") }},
            {{ number_to_text("issued") }},
            {{ number_to_text("repealed") }},
            {{ number_to_text("expected") }},
            CASE WHEN in_force > expected THEN '多' ELSE '少' END,
            {{ number_to_text("abs(in_force - expected)") }},
            CASE WHEN kind <> 'rules' AND in_force < expected THEN '，可能是有效期届满失效' ELSE '' END
        ) AS message,
        CASE WHEN is_doubtful OR is_previous_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        in_force AS observed,
        expected,
        fact_no,
        previous_report_id AS other_report_id
    FROM expected
    WHERE in_force <> expected
)

SELECT * FROM in_force_broken

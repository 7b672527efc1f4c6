{{ config(materialized="table") }}

WITH reports AS (
    SELECT *
    FROM {{ ref("stg_reports") }}
    WHERE is_current AND agency_key IS NOT NULL AND report_year IS NOT NULL
),

mergers AS (
    SELECT
        region_id,
        max(last_year) + 1 AS report_year,
        arg_max(own_name, last_year) AS own_name,
        any_value(merged_into) AS merged_into
    FROM {{ ref("stg_regions") }}
    WHERE merged_into IS NOT NULL
    GROUP BY region_id
),

merged AS (
    SELECT
        merged_into AS region_id,
        report_year,
        string_agg(own_name, '、' ORDER BY own_name) AS names
    FROM mergers
    GROUP BY ALL
),

-- An agency's key holds its region's identifier: it finds last year's report under another code as well.
report_chain AS (
    SELECT
        this_year.document_id,
        this_year.report_id,
        this_year.report_year,
        this_year.form,
        last_year.document_id AS previous_document_id,
        last_year.report_id AS previous_report_id,
        last_year.form AS previous_form,
        last_year.region_code AS previous_region_code,
        nullif(
            concat_ws(
                '; ',
                CASE WHEN last_year.region_name <> this_year.region_name
                    THEN 'until then ' || last_year.region_name END,
                CASE WHEN last_year.document_id IS NOT NULL THEN 'merged with ' || merged.names END
            ),
            ''
        ) AS region_note,
        merged.names IS NOT NULL AS is_merged
    FROM reports AS this_year
    LEFT JOIN reports AS last_year
        ON this_year.agency_key = last_year.agency_key
        AND this_year.region_id IS NOT DISTINCT FROM last_year.region_id
        AND this_year.scope = last_year.scope
        AND this_year.report_year = last_year.report_year + 1
    LEFT JOIN merged
        ON this_year.region_id = merged.region_id AND this_year.report_year = merged.report_year
)

SELECT * FROM report_chain

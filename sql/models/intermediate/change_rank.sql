{{ config(materialized="table") }}

WITH cells AS (
    SELECT
        document_id,
        code,
        value,
        value - previous_value AS change
    FROM {{ ref("series_cell") }}
    WHERE applicant = 'all' AND channel = 'all' AND label = '' AND value IS NOT NULL
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

agencies AS (
    SELECT * FROM {{ ref("agency") }}
),

metrics AS (
    SELECT code, row_number() OVER (ORDER BY code) AS code_rank FROM {{ ref("stg_metrics") }}
),

-- Who is compared with whom. Nobody's peers are offices of an unknown region (but ministries are one another's) and
-- those whose name does not tell what they do.
peers AS (
    SELECT
        reports.document_id,
        dense_rank() OVER (
            ORDER BY
                reports.report_year,
                reports.scope,
                reports.region_level,
                left(reports.region_code, 2),
                agencies.kind,
                agencies.department
        ) AS peer_group
    FROM reports
    INNER JOIN agencies USING (agency_key)
    WHERE
        (reports.region_code IS NOT NULL OR agencies.kind = 'ministry')
        AND agencies.kind NOT IN ('institution', 'other')
        AND (agencies.department IS NOT NULL OR agencies.kind NOT IN ('department', 'vertical_agency'))
),

-- One number groups several times as fast as a code and what makes peers.
grouped AS (
    SELECT
        cells.*,
        (metrics.code_rank << 32) + peers.peer_group AS peer_group,
        (metrics.code_rank << 32) + cells.document_id AS place
    FROM cells
    INNER JOIN peers USING (document_id)
    INNER JOIN metrics USING (code)
),

change_rank AS (
    SELECT
        document_id,
        code,
        place,
        (rank() OVER (PARTITION BY peer_group ORDER BY value DESC))::INTEGER AS value_rank,
        (count(*) OVER peers)::INTEGER AS value_peers,
        CASE WHEN change IS NOT NULL THEN rank() OVER (PARTITION BY peer_group ORDER BY change DESC NULLS LAST) END::INTEGER
            AS change_rank,
        (count(change) OVER peers)::INTEGER AS change_peers
    FROM grouped
    WINDOW peers AS (PARTITION BY peer_group)
)

SELECT * EXCLUDE (place) FROM change_rank
ORDER BY place

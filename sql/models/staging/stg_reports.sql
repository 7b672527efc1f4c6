{{ config(materialized="table") }}

WITH documents AS (
    SELECT * FROM {{ ref("stg_documents") }} WHERE outcome = 'report'
),

facts AS (
    SELECT * FROM {{ source("raw", "fact") }}
),

table_facts AS (
    SELECT
        sha256,
        extractor_version,
        count(*) AS table_facts
    FROM facts
    WHERE source = 'table'
    GROUP BY ALL
),

identified AS (
    SELECT
        documents.*,
        coalesce(table_facts.table_facts, 0) AS table_facts,
        coalesce(url, sha256) AS place,
        -- Without agency or year nothing says that two documents are one report: each then stands for itself.
        md5(concat_ws(
            chr(31),
            coalesce(agency_key, 'unknown at ' || place),
            coalesce(region_code, ''),
            coalesce(report_year::VARCHAR, 'unknown at ' || place),
            coalesce(scope, '')
        )) AS report_id
    FROM documents
    LEFT JOIN table_facts USING (sha256, extractor_version)
),

placed AS (
    SELECT
        *,
        is_latest_reading AND row_number() OVER (
            PARTITION BY report_id, place
            ORDER BY is_latest_reading DESC, fetched_at DESC NULLS LAST, sha256
        ) = 1 AS is_newest_of_place
    FROM identified
),

stg_reports AS (
    SELECT
        report_id,
        sha256,
        extractor_version,
        agency,
        agency_key,
        region_code,
        region_name,
        region_year,
        {{ region_to_level("region_code") }} AS region_level,
        report_year,
        scope,
        {{ is_government("agency") }} AS is_government,
        form,
        title,
        published_on,
        url,
        source_id,
        fetched_at,
        parts,
        table_facts::INTEGER AS table_facts,
        is_latest_reading,
        dense_rank() OVER (PARTITION BY report_id ORDER BY fetched_at NULLS FIRST, sha256)::INTEGER AS version_no,
        -- Of the newest document at each address (page, attachment, twin), the one that holds most of the tables.
        is_newest_of_place AND row_number() OVER (
            PARTITION BY report_id
            ORDER BY is_newest_of_place DESC, table_facts DESC, fetched_at DESC NULLS LAST, sha256
        ) = 1 AS is_current
    FROM placed
)

SELECT * FROM stg_reports

{{ config(materialized="table") }}

WITH documents AS (
    SELECT * FROM {{ ref("stg_documents") }} WHERE outcome = 'report'
),

regions AS (
    SELECT * FROM {{ ref("stg_regions") }}
),

facts AS (
    SELECT * FROM {{ source("raw", "fact") }}
),

findings AS (
    SELECT * FROM {{ source("raw", "finding") }}
),

current_documents AS (
    SELECT * FROM {{ ref("stg_current_documents") }}
),

-- A cell counts once however often it is printed, and not at all where the table is cut off or cannot be read.
table_facts AS (
    SELECT
        document_id,
        count(DISTINCT (code, {{ unify_applicant("applicant") }})) AS table_facts
    FROM facts
    WHERE source = 'table' AND state NOT IN ('missing', 'illegible')
    GROUP BY ALL
),

errors AS (
    SELECT
        document_id,
        count(*) AS errors
    FROM findings
    WHERE severity = 'error'
    GROUP BY ALL
),

-- An agency goes on where its region has a new name or code: its key has the region's identifier in place of the code.
placed_documents AS (
    SELECT
        documents.* REPLACE (
            coalesce(
                regions.region_id || ':' || replace(documents.agency_key, documents.region_code || ':', ''),
                documents.agency_key
            ) AS agency_key
        ),
        regions.region_id
    FROM documents
    LEFT JOIN regions
        ON documents.region_code = regions.region_code
        AND documents.region_year BETWEEN regions.first_year AND regions.last_year
),

identified AS (
    SELECT
        documents.*,
        coalesce(table_facts.table_facts, 0) AS table_facts,
        coalesce(errors.errors, 0) AS errors,
        coalesce(url, sha256) AS place,
        -- Without agency or year nothing says that two documents are one report: each then stands for itself.
        md5(concat_ws(
            chr(31),
            coalesce(agency_key, 'unknown at ' || place),
            coalesce(region_code, ''),
            coalesce(report_year::VARCHAR, 'unknown at ' || place),
            coalesce(scope, '')
        ))::UUID AS report_id
    FROM placed_documents AS documents
    LEFT JOIN table_facts USING (document_id)
    LEFT JOIN errors USING (document_id)
),

-- Every address at which a document stands: those where the ledger has it now, and the one that it was fetched from.
standing AS (
    SELECT
        report_id,
        sha256,
        place,
        fetched_at AS since,
        false AS is_in_ledger
    FROM identified
    WHERE is_latest_reading
    UNION ALL
    SELECT
        identified.report_id,
        identified.sha256,
        current_documents.place,
        current_documents.since,
        true AS is_in_ledger
    FROM identified
    INNER JOIN current_documents USING (sha256)
    WHERE identified.is_latest_reading
),

-- What an address has now counts there, else (it is no report, or was imported) the newest that it had.
newest_of_place AS (
    SELECT * FROM standing
    QUALIFY row_number() OVER (
        PARTITION BY report_id, place
        ORDER BY is_in_ledger DESC, since DESC NULLS LAST, sha256
    ) = 1
),

candidates AS (
    SELECT
        sha256,
        max(since) AS since
    FROM newest_of_place
    GROUP BY ALL
),

placed AS (
    SELECT
        identified.*,
        candidates.since,
        identified.is_latest_reading AND candidates.sha256 IS NOT NULL AS is_candidate
    FROM identified
    LEFT JOIN candidates USING (sha256)
),

stg_reports AS (
    SELECT
        document_id,
        report_id,
        sha256,
        extractor_version,
        agency,
        agency_key,
        region_code,
        region_id,
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
        errors::INTEGER AS errors,
        is_latest_reading,
        dense_rank() OVER (PARTITION BY report_id ORDER BY fetched_at NULLS FIRST, sha256)::INTEGER AS version_no,
        is_candidate,
        -- Of the documents at several addresses (page, attachment, twin), the one that holds most of the tables.
        is_candidate AND row_number() OVER (
            PARTITION BY report_id
            ORDER BY is_candidate DESC, table_facts DESC, errors, since DESC NULLS LAST, sha256
        ) = 1 AS is_current
    FROM placed
)

SELECT * FROM stg_reports

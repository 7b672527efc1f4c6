WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_latest_reading
),

current_documents AS (
    SELECT * FROM {{ ref("stg_current_documents") }}
),

metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

-- Every document that an address had, and since when: an address may return to bytes that it had before.
standing AS (
    SELECT report_id, sha256, url, fetched_at FROM reports WHERE url IS NOT NULL
    UNION
    SELECT reports.report_id, reports.sha256, places.place AS url, places.since AS fetched_at
    FROM reports
    INNER JOIN current_documents AS places USING (sha256)
    WHERE places.place <> places.sha256
),

following AS (
    SELECT
        report_id,
        url,
        lag(sha256) OVER versions AS old_sha256,
        lag(fetched_at) OVER versions AS old_fetched_at,
        sha256 AS new_sha256,
        fetched_at AS new_fetched_at
    FROM standing
    WHERE fetched_at IS NOT NULL
    WINDOW versions AS (PARTITION BY report_id, url ORDER BY fetched_at, sha256)
),

revised AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY report_id, url ORDER BY new_fetched_at, new_sha256)::INTEGER AS revision_no
    FROM following
    WHERE old_sha256 <> new_sha256
),

-- Of what a document states at several places for one metric, what the marts take; few documents were ever revised.
cells AS (
    SELECT
        facts.sha256,
        facts.code,
        facts.applicant,
        facts.channel,
        facts.label,
        facts.value,
        facts.unit,
        facts.state,
        facts.raw
    FROM {{ ref("stg_facts") }} AS facts
    SEMI JOIN (
        SELECT document_id
        FROM reports
        WHERE sha256 IN (SELECT unnest([old_sha256, new_sha256]) FROM revised)
    ) AS compared USING (document_id)
    WHERE facts.state <> 'missing'
    QUALIFY row_number() OVER (PARTITION BY facts.document_id, facts.cell_key ORDER BY facts.preference) = 1
),

-- Each cell of either document, with both sides of it.
sides AS (
    SELECT revised.*, cells.* EXCLUDE (sha256), true AS is_new
    FROM revised
    INNER JOIN cells ON revised.new_sha256 = cells.sha256
    UNION ALL
    SELECT revised.*, cells.* EXCLUDE (sha256), false AS is_new
    FROM revised
    INNER JOIN cells ON revised.old_sha256 = cells.sha256
),

compared AS (
    SELECT
        report_id,
        url,
        revision_no,
        code,
        applicant,
        channel,
        label,
        any_value(unit) AS unit,
        bool_or(is_new) AS is_in_new,
        bool_or(NOT is_new) AS is_in_old,
        any_value(value) FILTER (NOT is_new) AS old_value,
        any_value(value) FILTER (is_new) AS new_value,
        any_value(state) FILTER (NOT is_new) AS old_state,
        any_value(state) FILTER (is_new) AS new_state,
        any_value(raw) FILTER (NOT is_new) AS old_raw,
        any_value(raw) FILTER (is_new) AS new_raw,
        bool_or(state = 'illegible') AS is_illegible
    FROM sides
    GROUP BY report_id, url, revision_no, code, applicant, channel, label
),

mart_revisions AS (
    SELECT
        reports.report_id,
        reports.region_code,
        reports.region_name,
        reports.agency,
        reports.agency_key,
        reports.report_year,
        reports.scope,
        revised.revision_no,
        compared.code,
        metrics.name_zh,
        metrics.name_en,
        compared.applicant,
        compared.channel,
        compared.label,
        CASE
            WHEN NOT compared.is_in_old THEN 'added'
            WHEN NOT compared.is_in_new THEN 'gone'
            ELSE 'changed'
        END AS kind,
        compared.old_value,
        compared.new_value,
        compared.new_value - compared.old_value AS change,
        compared.unit,
        compared.old_state,
        compared.new_state,
        compared.old_raw,
        compared.new_raw,
        revised.old_fetched_at,
        revised.new_fetched_at,
        revised.url,
        revised.old_sha256,
        revised.new_sha256,
        reports.is_current AS is_new_current,
        old_reports.extractor_version = reports.extractor_version AS is_same_reader
    FROM compared
    INNER JOIN revised USING (report_id, url, revision_no)
    INNER JOIN reports ON revised.new_sha256 = reports.sha256
    INNER JOIN reports AS old_reports ON revised.old_sha256 = old_reports.sha256
    LEFT JOIN metrics ON compared.code = metrics.code
    WHERE compared.old_value IS DISTINCT FROM compared.new_value AND NOT compared.is_illegible
        OR NOT (compared.is_in_old AND compared.is_in_new)
)

SELECT * FROM mart_revisions
ORDER BY region_code, agency_key, report_year, url, revision_no, code, applicant, channel, label

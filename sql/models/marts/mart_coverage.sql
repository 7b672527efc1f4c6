WITH sources AS (
    SELECT * FROM {{ ref("stg_sources") }}
),

owing AS (
    SELECT * FROM {{ ref("stg_source_agencies") }}
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_latest_reading AND report_year IS NOT NULL
),

links AS (
    SELECT * FROM {{ ref("stg_links") }} WHERE kind <> 'other' AND outcome IS DISTINCT FROM 'not_a_report'
),

documents AS (
    SELECT * FROM {{ ref("stg_documents") }} WHERE is_latest_reading
),

-- Nothing is missing that became due after portals were last asked.
today AS (
    SELECT {{ moment_to_day("coalesce(max(started_at), now())") }} AS today
    FROM {{ source("raw", "crawl_run") }}
    WHERE sources_crawled > 0
),

-- A report counts for every source at which its document stands.
found AS (
    SELECT
        placed.source_id,
        coalesce(reports.agency, placed.link_title, reports.title) AS named,
        reports.*
    FROM reports
    INNER JOIN (
        SELECT source_id, sha256, link_title FROM documents
        UNION
        SELECT source_id, sha256, title AS link_title FROM links WHERE sha256 IS NOT NULL
    ) AS placed USING (sha256)
),

-- Whose it is: the agency whose column the source is, or that the text names by the longest of its names.
reporting AS (
    SELECT
        found.source_id,
        found.named,
        arg_max(owing.region_code, length(owing.name)) AS region_code,
        arg_max(owing.agency, length(owing.name)) AS agency
    FROM (SELECT DISTINCT source_id, named FROM found) AS found
    INNER JOIN (SELECT source_id, basis, region_code, agency, unnest(names) AS name FROM owing) AS owing
        ON found.source_id = owing.source_id AND (owing.basis = 'own_column' OR contains(found.named, owing.name))
    GROUP BY ALL
),

owed_agencies AS (
    SELECT DISTINCT region_code, agency FROM owing
),

found_of_owed AS (
    SELECT
        found.* EXCLUDE (region_code, agency),
        found.region_code AS report_region_code,
        found.agency AS report_agency,
        coalesce(reporting.region_code, same_name.region_code) AS region_code,
        coalesce(reporting.agency, same_name.agency) AS agency
    FROM found
    LEFT JOIN reporting USING (source_id, named)
    LEFT JOIN owed_agencies AS same_name
        ON found.region_code = same_name.region_code AND found.agency = same_name.agency
),

-- Agencies that nobody said must report, and that did: they owe what lies between, and the year after the last one.
beyond AS (
    SELECT
        agency_key,
        coalesce(arg_max(report_region_code, report_year), '000000') AS region_code,
        arg_max(region_name, report_year) AS region_name,
        arg_max(report_agency, report_year) AS agency,
        list(DISTINCT source_id) FILTER (source_id IS NOT NULL) AS source_ids,
        min(report_year) AS first_year,
        max(report_year) + 1 AS last_year
    FROM found_of_owed
    WHERE agency IS NULL AND agency_key IS NOT NULL
    GROUP BY agency_key
),

reported AS (
    SELECT
        coalesce(found.region_code, beyond.region_code) AS region_code,
        coalesce(found.agency, beyond.agency) AS agency,
        found.report_year,
        count(DISTINCT found.report_id) AS reports,
        first(
            {report_id: found.report_id, agency_key: found.agency_key, url: found.url, sha256: found.sha256}
            ORDER BY found.is_current DESC, found.scope, found.sha256
        ) AS report
    FROM found_of_owed AS found
    LEFT JOIN beyond ON found.agency IS NULL AND found.agency_key = beyond.agency_key
    WHERE coalesce(found.agency, beyond.agency) IS NOT NULL
    GROUP BY ALL
),

names AS (
    SELECT source_id, basis, region_code, agency, unnest(names) AS name FROM owing
    UNION ALL
    SELECT unnest(source_ids) AS source_id, 'found' AS basis, region_code, agency, agency AS name FROM beyond
),

-- A link that tells its report year, and that gave no report: why.
troubled AS (
    SELECT
        links.link_id,
        links.source_id,
        coalesce(links.agency, links.title) AS named,
        links.report_year,
        CASE
            WHEN links.sha256 IS NULL AND links.outcome = 'gone' THEN 'dead_link'
            WHEN links.sha256 IS NULL AND links.outcome = 'refused' THEN 'refused'
            WHEN links.sha256 IS NULL THEN 'failed_to_fetch'
            WHEN documents.outcome = 'unreadable' THEN 'unreadable'
            WHEN documents.outcome = 'not_a_report' THEN 'not_published'
            ELSE 'failed_to_read'
        END AS status,
        CASE
            WHEN links.sha256 IS NULL THEN coalesce(links.reason, 'not asked for yet')
            WHEN documents.outcome = 'not_a_report' THEN concat_ws(': ', 'what stands there is no report', documents.reason)
            ELSE coalesce(documents.reason, documents.outcome, 'not read yet')
        END AS reason,
        links.url,
        links.sha256
    FROM links
    LEFT JOIN documents USING (sha256)
    WHERE links.report_year IS NOT NULL AND documents.outcome IS DISTINCT FROM 'report'
),

troubled_of_agency AS (
    SELECT
        arg_max(names.region_code, length(names.name)) AS region_code,
        arg_max(names.agency, length(names.name)) AS agency,
        troubled.*
    FROM troubled
    INNER JOIN names
        ON troubled.source_id = names.source_id
        AND (names.basis = 'own_column' OR contains(troubled.named, names.name))
    GROUP BY ALL
),

-- Of several links the one that came furthest.
trouble AS (
    SELECT * FROM troubled_of_agency
    QUALIFY row_number() OVER (
        PARTITION BY region_code, agency, report_year
        ORDER BY
            list_position(
                ['unreadable', 'failed_to_read', 'failed_to_fetch', 'refused', 'dead_link', 'not_published'], status
            ),
            link_id
    ) = 1
),

owed AS (
    SELECT
        expected.region_code,
        expected.agency,
        expected.report_year,
        any_value(expected.region_name) AS region_name,
        arg_min(expected.basis, list_position(['roster', 'own_column', 'found'], expected.basis)) AS basis,
        list(DISTINCT expected.source_id ORDER BY expected.source_id)
            FILTER (expected.source_id IS NOT NULL) AS source_ids,
        {{ moment_to_day("max(sources.last_good_at)") }} AS last_good_on,
        arg_max(sources.last_reason, sources.last_crawled_at) AS last_reason
    FROM (
        SELECT
            source_id,
            basis,
            region_code,
            region_name,
            agency,
            unnest(range(first_year, least(last_year, year(today) - 1) + 1)) AS report_year
        FROM owing, today
        UNION ALL
        SELECT
            unnest(coalesce(source_ids, [NULL])) AS source_id,
            'found' AS basis,
            region_code,
            region_name,
            agency,
            report_year
        FROM (
            SELECT *, unnest(range(first_year, least(last_year, year(today) - 1) + 1)) AS report_year
            FROM beyond, today
        )
    ) AS expected
    LEFT JOIN sources USING (source_id)
    GROUP BY ALL
),

due AS (
    SELECT
        *,
        -- Where the law names no day, the last one that it names for any.
        coalesce({{ report_deadline("agency", "report_year", "true") }}, make_date(report_year + 1, 3, 31)) AS due_on
    FROM owed
),

judged AS (
    SELECT
        due.*,
        today > due_on AS is_due,
        reported.report,
        coalesce(reported.reports, 0)::INTEGER AS reports,
        trouble.reason AS trouble_reason,
        trouble.url AS trouble_url,
        trouble.sha256 AS trouble_sha256,
        CASE
            WHEN reported.report IS NOT NULL THEN 'reported'
            WHEN NOT is_due THEN 'not_due_yet'
            WHEN trouble.status IS NOT NULL THEN trouble.status
            WHEN last_good_on > due_on THEN 'not_published'
            ELSE 'not_crawled'
        END AS status
    FROM due
    CROSS JOIN today
    LEFT JOIN reported USING (region_code, agency, report_year)
    LEFT JOIN trouble USING (region_code, agency, report_year)
),

mart_coverage AS (
    SELECT
        region_code,
        region_name,
        agency,
        report.agency_key,
        report_year,
        basis,
        due_on,
        is_due,
        status,
        CASE
            WHEN status IN ('reported', 'not_due_yet') THEN NULL
            WHEN trouble_reason IS NOT NULL THEN trouble_reason
            WHEN status = 'not_published' THEN format('no link for it in the list as read on {}', last_good_on)
            WHEN last_good_on IS NOT NULL THEN format('the list was last read whole on {}', last_good_on)
            ELSE coalesce(last_reason, 'never crawled')
        END AS reason,
        last_good_on,
        reports,
        report.report_id,
        source_ids,
        coalesce(report.url, trouble_url) AS url,
        coalesce(report.sha256, trouble_sha256) AS sha256
    FROM judged
)

SELECT * FROM mart_coverage
ORDER BY region_code, agency, report_year

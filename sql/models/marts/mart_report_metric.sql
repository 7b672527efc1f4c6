WITH facts AS (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_current
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

findings AS (
    SELECT
        report_id,
        applicant,
        severity,
        unnest(list_distinct(codes)) AS code
    FROM {{ ref("findings") }}
),

reviews AS (
    SELECT * FROM {{ ref("stg_reviews") }} WHERE is_latest
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
stated AS (
    SELECT
        *,
        bool_or(is_printed AND value IS NULL) OVER cell AND bool_or(is_printed AND value IS NOT NULL) OVER cell
            AS printed_otherwise
    FROM (SELECT *, source = 'table' AND state <> 'missing' AS is_printed FROM facts)
    WINDOW cell AS (PARTITION BY report_id, code, applicant, channel, label)
),

-- A number comes before an empty cell, whatever it was read from: the source says so.
best AS (
    SELECT
        *,
        count(*) OVER stated AS times_stated,
        min(value) OVER stated IS DISTINCT FROM max(value) OVER stated OR printed_otherwise AS values_differ
    FROM stated
    WINDOW stated AS (PARTITION BY report_id, code, applicant, channel, label)
    QUALIFY row_number() OVER (
        PARTITION BY report_id, code, applicant, channel, label
        ORDER BY value IS NULL, source_rank, approximate, by_position, confidence DESC, fact_no
    ) = 1
),

mart_report_metric AS (
    SELECT
        best.report_id,
        reports.region_code,
        reports.region_name,
        reports.region_level,
        reports.agency,
        reports.agency_key,
        reports.is_government,
        reports.scope,
        reports.report_year,
        reports.form,
        best.code,
        metrics.name_zh,
        metrics.name_en,
        best.applicant,
        best.channel,
        best.label,
        best.value,
        best.unit,
        best.state,
        best.approximate,
        best.by_position,
        best.confidence,
        best.suggestion,
        best.times_stated::INTEGER AS times_stated,
        best.values_differ,
        (coalesce(of_row.findings, 0) + coalesce(of_cell.findings, 0))::INTEGER AS findings,
        {{ rank_to_severity("greatest(of_row.severity_rank, of_cell.severity_rank)") }} AS worst_severity,
        best.source,
        best.raw,
        best.raw_unit,
        reviews.value AS reviewed_value,
        reviews.reviewed_by,
        reviews.reviewed_at,
        reports.url,
        best.sha256,
        best.locator
    FROM best
    INNER JOIN reports USING (report_id)
    LEFT JOIN metrics ON best.code = metrics.code
    LEFT JOIN reviews
        ON best.sha256 = reviews.sha256
        AND best.code = reviews.code
        AND best.applicant = reviews.applicant
        AND best.channel = reviews.channel
        AND best.label = reviews.label
    LEFT JOIN doubts AS of_row
        ON best.report_id = of_row.report_id AND best.code = of_row.code AND of_row.applicant = 'any'
    LEFT JOIN doubts AS of_cell
        ON best.report_id = of_cell.report_id AND best.code = of_cell.code AND best.applicant = of_cell.applicant
)

SELECT * FROM mart_report_metric
ORDER BY code, applicant, channel, label, region_code, agency_key, report_year

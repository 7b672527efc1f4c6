WITH cells AS (
    SELECT
        *,
        regexp_extract(code, '^(.*)\.(upheld|corrected|other|pending|total)$', ['procedure', 'result']) AS parts
    FROM {{ ref("mart_report_metric") }}
    WHERE (code LIKE 'reconsideration.%' OR code LIKE 'litigation.%') AND applicant = 'all' AND channel = 'all' AND label = ''
),

reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_current
),

stated AS (
    SELECT
        report_id,
        parts.procedure AS procedure,
        max(value) FILTER (WHERE parts.result = 'upheld') AS upheld,
        max(value) FILTER (WHERE parts.result = 'corrected') AS corrected,
        max(value) FILTER (WHERE parts.result = 'other') AS other,
        max(value) FILTER (WHERE parts.result = 'pending') AS pending,
        max(value) FILTER (WHERE parts.result = 'total') AS total,
        count(*) FILTER (
            WHERE parts.result IN ('upheld', 'corrected', 'other')
            AND (value IS NOT NULL OR state IN ('blank', 'not_applicable'))
        ) = 3 AS are_results_read,
        max({{ severity_to_rank("worst_severity") }}) FILTER (WHERE worst_severity IS NOT NULL) AS severity_rank
    FROM cells
    WHERE parts.procedure <> ''
    GROUP BY ALL
),

-- From 2019 on litigation is printed in two blocks; their sum goes on with the one block of 2014.
litigation AS (
    SELECT
        direct.report_id,
        'litigation' AS procedure,
        {{ add_up("direct.upheld", "later.upheld") }} AS upheld,
        {{ add_up("direct.corrected", "later.corrected") }} AS corrected,
        {{ add_up("direct.other", "later.other") }} AS other,
        direct.pending + later.pending AS pending,
        direct.total + later.total AS total,
        true AS are_results_read,
        greatest(direct.severity_rank, later.severity_rank) AS severity_rank
    FROM stated AS direct
    INNER JOIN stated AS later USING (report_id)
    WHERE
        direct.procedure = 'litigation.direct'
        AND later.procedure = 'litigation.after_reconsideration'
        AND direct.are_results_read
        AND later.are_results_read
),

procedures AS (
    SELECT *, false AS is_sum FROM stated
    ANTI JOIN litigation USING (report_id, procedure)
    UNION ALL
    SELECT *, true AS is_sum FROM litigation
),

-- Cases that have ended; a blank result beside a filled one is none.
decided AS (
    SELECT
        *,
        CASE WHEN are_results_read AND coalesce(upheld, corrected, other) IS NOT NULL
            THEN coalesce(upheld, 0) + coalesce(corrected, 0) + coalesce(other, 0) END AS decided,
        CASE WHEN decided IS NOT NULL THEN coalesce(corrected, 0) END AS corrected_of_decided
    FROM procedures
),

mart_reconsideration_litigation AS (
    SELECT
        reports.region_id,
        reports.region_code,
        reports.region_name,
        reports.region_level,
        reports.agency,
        reports.agency_key,
        reports.scope,
        reports.report_year,
        reports.form,
        decided.procedure,
        decided.upheld::DECIMAL(18, 4) AS upheld,
        decided.corrected::DECIMAL(18, 4) AS corrected,
        decided.other::DECIMAL(18, 4) AS other,
        decided.pending::DECIMAL(18, 4) AS pending,
        decided.total::DECIMAL(18, 4) AS total,
        decided.is_sum,
        decided.decided::DECIMAL(18, 4) AS decided,
        {{ share_of("decided.corrected_of_decided", "decided.decided") }} AS correction_rate,
        {{ wilson_low("decided.corrected_of_decided", "decided.decided") }} AS correction_rate_low,
        {{ wilson_high("decided.corrected_of_decided", "decided.decided") }} AS correction_rate_high,
        {{ is_small("decided.decided") }} AS is_small,
        {{ rank_to_severity("decided.severity_rank") }} AS worst_severity,
        decided.report_id,
        reports.url
    FROM decided
    INNER JOIN reports USING (report_id)
)

SELECT * FROM mart_reconsideration_litigation
ORDER BY procedure, region_id, agency_key, report_year

{{ config(materialized="table") }}

WITH reports AS (
    SELECT * FROM {{ ref("stg_reports") }} WHERE is_candidate
),

facts AS (
    SELECT * FROM {{ ref("stg_facts") }} WHERE is_candidate
),

pairs AS (
    SELECT
        this.report_id,
        this.sha256,
        this.extractor_version,
        coalesce(this.url, this.sha256) AS place,
        other.sha256 AS other_sha256,
        coalesce(other.url, other.sha256) AS other_place
    FROM reports AS this
    INNER JOIN reports AS other ON this.report_id = other.report_id AND this.sha256 <> other.sha256
    WHERE this.is_current
),

-- A cell left blank is nothing said in figures, as 0 is; what was not read, and what is approximate, contradicts nothing.
stated AS (
    SELECT
        facts.*,
        CASE WHEN facts.state IN ('blank', 'not_applicable') THEN 0 ELSE facts.value END AS stated_value
    FROM facts
    SEMI JOIN pairs USING (report_id)
    WHERE NOT facts.approximate AND facts.state NOT IN ('missing', 'illegible')
),

chosen AS (
    SELECT
        *,
        list(stated_value) OVER (PARTITION BY sha256, code, applicant, channel, label) AS stated_values
    FROM stated
    QUALIFY row_number() OVER (
        PARTITION BY sha256, code, applicant, channel, label
        ORDER BY value IS NULL, source_rank, by_position, confidence DESC, fact_no
    ) = 1
),

-- By itself, so that no plan joins documents by the metric alone.
others AS MATERIALIZED (
    SELECT
        pairs.*,
        chosen.code,
        chosen.applicant,
        chosen.channel,
        chosen.label,
        chosen.stated_value,
        chosen.stated_values,
        chosen.source,
        chosen.by_position,
        chosen.confidence
    FROM pairs
    INNER JOIN chosen ON pairs.other_sha256 = chosen.sha256
),

differences AS (
    SELECT
        other.report_id,
        other.sha256,
        other.extractor_version,
        other.place,
        other.other_sha256,
        other.other_place,
        this.code,
        this.applicant,
        this.stated_value AS observed,
        other.stated_value AS expected,
        this.fact_no,
        CASE WHEN this.source = 'table' AND other.source = 'table' THEN 'error' ELSE 'warning' END AS severity,
        this.by_position OR other.by_position OR least(this.confidence, other.confidence) < 1 AS is_doubtful
    FROM chosen AS this
    INNER JOIN others AS other USING (sha256, code, applicant, channel, label)
    -- Prose may state several numbers for one metric: only what the other document states nowhere is a difference.
    WHERE this.stated_value <> other.stated_value AND NOT list_contains(other.stated_values, this.stated_value)
),

grouped AS (
    SELECT
        report_id,
        sha256,
        extractor_version,
        place,
        other_sha256,
        other_place,
        severity,
        list(DISTINCT code ORDER BY code) AS codes,
        CASE WHEN count(DISTINCT applicant) = 1 THEN any_value(applicant) END AS applicant,
        count(*)::INTEGER AS cells,
        -- Both sides can be told where they differ in one number.
        CASE WHEN count(*) = 1 THEN any_value(observed) END AS observed,
        CASE WHEN count(*) = 1 THEN any_value(expected) END AS expected,
        first(fact_no ORDER BY code, applicant) AS fact_no,
        bool_or(is_doubtful) AS is_doubtful
    FROM differences
    GROUP BY ALL
),

documents_differ AS (
    SELECT
        *,
        format(
            '同一报告的两份文件有{}处数值不一致：采用的是 {}（{}），另一份是 {}（{}）',
            cells, place, left(sha256, 12), other_place, left(other_sha256, 12)
        ) AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict
    FROM grouped
)

SELECT * FROM documents_differ

WITH reader AS (
    SELECT * FROM {{ ref("stg_reader_rules") }}
),

-- Known once all models are: dbt reads this file before.
warehouse AS (
    {{ describe_rules() if execute else "SELECT NULL AS rule" }}
),

rule AS (
    SELECT
        rule,
        'reader' AS origin,
        title_zh,
        severities,
        says,
        verdict
    FROM reader
    UNION ALL
    SELECT
        rule,
        'warehouse' AS origin,
        title_zh,
        severities,
        says,
        verdict
    FROM warehouse
)

SELECT * FROM rule
ORDER BY origin, rule

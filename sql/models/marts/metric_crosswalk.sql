WITH metrics AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

printed AS (
    SELECT
        code,
        unnest(forms) AS form
    FROM metrics
    WHERE forms IS NOT NULL
),

vintages AS (
    SELECT DISTINCT form FROM printed WHERE form <> 'narrative'
),

related AS (
    SELECT code, "of" AS other_code, relation, note FROM metrics WHERE relation IN ('near', 'broken')
    UNION ALL
    SELECT "of" AS code, code AS other_code, relation, note FROM metrics WHERE relation IN ('near', 'broken')
),

pairs AS (
    SELECT
        printed.code,
        earlier.form AS form_from,
        printed.form AS form_to
    FROM printed
    INNER JOIN vintages ON printed.form = vintages.form
    CROSS JOIN vintages AS earlier
),

candidates AS (
    SELECT
        pairs.*,
        same.code IS NOT NULL AS is_same,
        CASE WHEN other.code IS NOT NULL THEN related.relation END AS relation,
        CASE WHEN other.code IS NOT NULL THEN related.other_code END AS other_code,
        CASE WHEN other.code IS NOT NULL THEN related.note END AS note
    FROM pairs
    LEFT JOIN printed AS same ON pairs.code = same.code AND pairs.form_from = same.form
    LEFT JOIN related ON pairs.code = related.code
    LEFT JOIN printed AS other ON related.other_code = other.code AND pairs.form_from = other.form
),

metric_crosswalk AS (
    SELECT
        code,
        form_from,
        form_to,
        CASE WHEN is_same THEN 'same' ELSE coalesce(relation, 'absent') END AS comparability,
        CASE WHEN is_same THEN code ELSE other_code END AS code_from,
        CASE WHEN NOT is_same THEN note END AS note
    FROM candidates
    QUALIFY row_number() OVER (
        PARTITION BY code, form_from, form_to
        ORDER BY relation IS NULL, relation = 'broken', other_code
    ) = 1
)

SELECT * FROM metric_crosswalk
ORDER BY code, form_to, form_from

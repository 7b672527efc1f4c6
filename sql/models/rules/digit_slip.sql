{{ config(materialized="table") }}

WITH own_past AS (
    SELECT * FROM {{ ref("own_past") }} WHERE abs(value - middle) >= {{ var("outlier_floor") }}
),

names AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

-- Digits too many or too few; ten thousand is the unit of sums, 万元, taken for 元.
slips AS (
    SELECT unnest([10, 100, 10000]) AS factor
),

fused AS (
    SELECT
        *,
        {{ number_to_text("value") }} AS digits,
        try_cast(substr(digits, 5) AS DECIMAL(18, 4)) AS rest
    FROM own_past
),

explained AS (
    SELECT
        fused.*,
        names.name_zh,
        slips.factor,
        -- 202312 for the 12 of 2023, where no other year comes near it.
        coalesce(
            starts_with(digits, report_year::VARCHAR) AND value >= 10 * highest AND rest <= 3 * highest, false
        ) AS is_year_fused,
        -- Only what all other years agree on says that a number is another one's tenfold.
        lowest >= 5 AND highest <= 2 * lowest AND (factor < 10000 OR names.unit = '元') AS is_steady,
        is_steady AND value / factor BETWEEN lowest AND highest AS is_multiplied,
        is_steady AND value * factor BETWEEN lowest AND highest AS is_divided
    FROM fused
    INNER JOIN names USING (code)
    CROSS JOIN slips
    WHERE other_years >= 3
    QUALIFY
        (is_year_fused OR is_multiplied OR is_divided)
        AND row_number() OVER (
            PARTITION BY report_id, code
            ORDER BY is_year_fused DESC, is_multiplied OR is_divided DESC, factor
        ) = 1
),

digit_slip AS (
    SELECT
        report_id,
        code,
        CASE WHEN is_year_fused THEN 'year_fused' WHEN is_multiplied THEN 'multiplied' ELSE 'divided' END AS slip,
        CASE WHEN NOT is_year_fused THEN factor END AS factor,
        'warning' AS severity,
        [code] AS codes,
        'all' AS applicant,
        format(
            '{}为 {}，其他 {} 个年度在 {} 至 {} 之间：{}',
            name_zh,
            digits,
            other_years,
            {{ number_to_text("lowest") }},
            {{ number_to_text("highest") }},
            CASE
                WHEN is_year_fused THEN format('疑年份与数值 {} 连写', {{ number_to_text("rest") }})
                WHEN is_multiplied THEN format('恰为其 {} 倍左右，疑多写数位或单位有误', factor)
                ELSE format('恰为其 {} 分之一左右，疑少写数位或单位有误', factor)
            END
        ) AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        value AS observed,
        middle AS expected,
        fact_no
    FROM explained
)

SELECT * FROM digit_slip

{{ config(materialized="table") }}

WITH own_past AS (
    SELECT * FROM {{ ref("own_past") }}
),

slips AS (
    SELECT * FROM {{ ref("digit_slip") }}
),

names AS (
    SELECT * FROM {{ ref("stg_metrics") }}
),

outlier_of_own_past AS (
    SELECT
        own_past.report_id,
        own_past.code,
        own_past.other_years,
        'note' AS severity,
        [own_past.code] AS codes,
        'all' AS applicant,
        format(
            '{}为 {}，该机关其他 {} 个年度的中位数为 {}（{} 至 {}）：相差十倍以上，引用前请核对原件',
            names.name_zh,
            {{ number_to_text("own_past.value") }},
            own_past.other_years,
            {{ number_to_text("own_past.middle") }},
            {{ number_to_text("own_past.lowest") }},
            {{ number_to_text("own_past.highest") }}
        ) AS message,
        CASE WHEN own_past.is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        own_past.value AS observed,
        own_past.middle AS expected,
        own_past.fact_no
    FROM own_past
    INNER JOIN names USING (code)
    ANTI JOIN slips ON own_past.report_id = slips.report_id AND own_past.code = slips.code
    WHERE
        own_past.other_years >= 4
        AND abs(own_past.value - own_past.middle) >= {{ var("outlier_floor") }}
        AND abs(ln(1 + own_past.value) - own_past.log_middle)
        -- 1.4826 makes the median absolute deviation comparable with a standard deviation.
        >= greatest(ln(10), 5 * 1.4826 * own_past.log_spread)
)

SELECT * FROM outlier_of_own_past

{{ config(materialized="table") }}

WITH pairs AS (
    SELECT * FROM {{ ref("previous_report") }}
),

cells AS (
    SELECT * FROM {{ ref("table_cell") }}
),

-- What a report says of the requests of one kind of applicant, and by how much its own balance fails.
balances AS (
    SELECT
        report_id,
        applicant,
        any_value(value) FILTER (WHERE code = 'requests.carried_in') AS carried_in,
        any_value(value) FILTER (WHERE code = 'requests.carried_out') AS carried_out,
        any_value(fact_no) FILTER (WHERE code = 'requests.carried_in') AS fact_no,
        CASE
            WHEN count({{ cell_to_amount("value", "state") }}) = 4
            THEN sum(
                CASE WHEN code IN ('requests.received', 'requests.carried_in') THEN 1 ELSE -1 END
                * {{ cell_to_amount("value", "state") }}
            )
        END AS gap,
        bool_or(is_doubtful AND code = 'requests.carried_in') AS is_carried_in_doubtful,
        bool_or(is_doubtful AND code = 'requests.carried_out') AS is_carried_out_doubtful
    FROM cells
    WHERE
        code IN ('requests.received', 'requests.carried_in', 'requests.concluded', 'requests.carried_out')
        AND channel = 'all'
    GROUP BY ALL
),

-- By itself, so that no plan joins years by the applicant alone, of whom there are seven kinds.
balances_before AS MATERIALIZED (
    SELECT
        pairs.report_id,
        pairs.previous_report_id,
        pairs.report_year - 1 AS previous_year,
        balances.applicant,
        balances.carried_out,
        balances.gap,
        balances.is_carried_out_doubtful
    FROM pairs
    INNER JOIN balances ON pairs.previous_report_id = balances.report_id
),

links AS (
    SELECT
        balances.report_id,
        last_year.previous_report_id,
        last_year.previous_year,
        balances.applicant,
        balances.carried_in,
        last_year.carried_out,
        balances.carried_in - last_year.carried_out AS difference,
        balances.gap,
        last_year.gap AS previous_gap,
        balances.is_carried_in_doubtful OR last_year.is_carried_out_doubtful AS is_doubtful,
        balances.fact_no
    FROM balances
    INNER JOIN balances_before AS last_year USING (report_id, applicant)
    WHERE balances.carried_in IS NOT NULL AND last_year.carried_out IS NOT NULL
),

-- The neighbours of a broken link: is the earlier report at odds with the year before it, the later one with the next?
chains AS (
    SELECT
        broken.*,
        coalesce(earlier.difference <> 0, false) AS is_earlier_at_odds,
        coalesce(later.difference <> 0, false) AS is_later_at_odds
    FROM links AS broken
    LEFT JOIN links AS earlier
        ON broken.previous_report_id = earlier.report_id AND broken.applicant = earlier.applicant
    LEFT JOIN links AS later
        ON broken.report_id = later.previous_report_id AND broken.applicant = later.applicant
    WHERE broken.difference <> 0
),

-- A balance that the other report's number mends convicts its cell; else the one that fails alone; else the report
-- that is at odds with both of its neighbours.
located AS (
    SELECT
        *,
        coalesce(gap = difference, false) AS is_later_mended,
        coalesce(previous_gap = difference, false) AS is_earlier_mended,
        CASE
            WHEN is_later_mended <> is_earlier_mended
                THEN CASE WHEN is_later_mended THEN 'later' ELSE 'earlier' END
            WHEN gap <> 0 AND previous_gap = 0 THEN 'later'
            WHEN gap = 0 AND previous_gap <> 0 THEN 'earlier'
            WHEN is_later_at_odds <> is_earlier_at_odds
                THEN CASE WHEN is_later_at_odds THEN 'later' ELSE 'earlier' END
        END AS suspect
    FROM chains
),

carried_over_broken AS (
    SELECT
        report_id,
        difference,
        suspect,
        'error' AS severity,
        ['requests.carried_in'] AS codes,
        applicant,
        format(
            '上年结转为 {}，{}年度报告的结转下年度继续办理为 {}，两者不一致；{}',
            {{ number_to_text("carried_in") }},
            previous_year,
            {{ number_to_text("carried_out") }},
            CASE
                WHEN suspect IS NULL THEN '两年各自的勾稽关系及前后年度不能判明何年有误'
                WHEN suspect = 'later' AND is_later_mended
                    THEN format('本年上年结转改为 {} 则本年勾稽关系成立，疑本年有误', {{ number_to_text("carried_out") }})
                WHEN suspect = 'earlier' AND is_earlier_mended
                    THEN format(
                        '{}年结转下年度改为 {} 则该年勾稽关系成立，疑该年有误',
                        previous_year,
                        {{ number_to_text("carried_in") }}
                    )
                WHEN suspect = 'later' AND gap <> 0 THEN '仅本年勾稽关系不成立，疑本年有误'
                WHEN suspect = 'earlier' AND previous_gap <> 0
                    THEN format('仅{}年勾稽关系不成立，疑该年有误', previous_year)
                WHEN suspect = 'later' THEN '本年与下一年度亦不一致，疑本年有误'
                ELSE format('{}年与其上一年度亦不一致，疑该年有误', previous_year)
            END
        ) AS message,
        CASE WHEN is_doubtful THEN 'parse' ELSE 'undecidable' END AS verdict,
        carried_in AS observed,
        carried_out AS expected,
        fact_no,
        previous_report_id AS other_report_id,
        CASE suspect WHEN 'later' THEN report_id WHEN 'earlier' THEN previous_report_id END AS suspect_report_id
    FROM located
)

SELECT * FROM carried_over_broken

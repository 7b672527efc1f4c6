{{ config(materialized="table") }}

WITH cells AS (
    SELECT * FROM {{ ref("table_cell") }} WHERE value <> 0
),

-- Blank or 0 is the same nothing. Two sums of hashes that both agree leave no room for chance, in whatever order.
report_fingerprint AS (
    SELECT
        report_id,
        count(*)::INTEGER AS filled_cells,
        bool_or(is_doubtful) AS is_doubtful,
        md5(concat_ws(
            ' ',
            count(*),
            bit_xor(hash(code, applicant, channel, value)),
            sum(hash(code, applicant, channel, value, 'sum'))
        )) AS fingerprint
    FROM cells
    GROUP BY ALL
)

SELECT * FROM report_fingerprint

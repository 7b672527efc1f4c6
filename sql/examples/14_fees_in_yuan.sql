-- How much did agencies charge in fees, in exact yuan, and what was printed?
-- 各机关收取的行政事业性收费是多少元？报告上原来怎么写？
SELECT
    region_name,
    agency,
    report_year,
    value,
    unit,
    raw,
    raw_unit
FROM mart_report_metric
WHERE code = 'fees.amount' AND value > 0
ORDER BY value DESC, agency, report_year
LIMIT 20

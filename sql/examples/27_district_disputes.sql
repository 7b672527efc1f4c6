-- Reconsideration and litigation by district and year, and how many reports each number covers?
-- 各地区每年的行政复议、行政诉讼结果，每个数覆盖多少份年报？
SELECT
    region_name,
    report_year,
    scope,
    procedure,
    upheld,
    corrected,
    other,
    pending,
    total,
    reports,
    reports_of_total,
    reports_known
FROM mart_district_reconsideration_litigation
ORDER BY region_code, report_year, procedure;

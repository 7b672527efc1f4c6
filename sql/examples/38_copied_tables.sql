-- Which reports hold the tables of another agency, or of their own last year?
-- 哪些报告的表格与其他机关或本机关上一年度的完全相同？
SELECT
    f.rule,
    f.agency,
    f.report_year,
    other.agency AS same_as_agency,
    other.report_year AS same_as_year,
    f.message,
    f.url,
    other.url AS other_url
FROM findings AS f
INNER JOIN staging.stg_reports AS other ON f.other_report_id = other.report_id AND other.is_current
WHERE f.rule IN ('tables_identical', 'tables_republished')
ORDER BY f.rule, f.report_year, f.agency;

-- Which agencies should have published a report and have not, for which years, and for which reason?
-- 哪些机关应当公布年度报告而没有公布？缺哪些年份？原因是什么？
SELECT
    region_name,
    agency,
    status,
    string_agg(report_year, ', ' ORDER BY report_year) AS years,
    arg_max(reason, report_year) AS last_reason
FROM mart_coverage
WHERE is_due AND status <> 'reported'
GROUP BY region_code, region_name, agency, status
ORDER BY region_code, agency, status;

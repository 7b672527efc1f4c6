-- Which reports should be checked by hand first: those with the most errors and warnings, and by which rules?
-- 应当先人工核对哪些报告：错误和警告最多的，分别出自哪些规则？
SELECT
    region_name,
    agency,
    report_year,
    count(*) FILTER (WHERE severity = 'error') AS errors,
    count(*) FILTER (WHERE severity = 'warning') AS warnings,
    list(DISTINCT rule ORDER BY rule) AS rules,
    any_value(url) AS url
FROM findings
WHERE severity <> 'note'
GROUP BY region_name, agency, report_year, report_id
ORDER BY errors DESC, warnings DESC, region_name, agency, report_year
LIMIT 100;

-- Which reports have a day of publication or a title that does not fit their report year?
-- 哪些报告的发布日期或标题与报告年度不符？
SELECT
    f.agency,
    f.report_year,
    r.published_on,
    r.title,
    f.rule,
    f.severity,
    f.message,
    f.url
FROM findings AS f
INNER JOIN staging.stg_reports AS r ON f.report_id = r.report_id AND r.is_current
WHERE f.rule IN ('published_at_odds', 'published_on.too_early', 'title_year_differs', 'report_year.conflict')
ORDER BY f.severity, f.agency, f.report_year, f.rule;

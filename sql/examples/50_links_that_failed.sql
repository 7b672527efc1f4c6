-- Which portals do not give us their reports, and how: dead links, refusals, server errors?
-- 哪些网站的报告拿不到？死链、拒绝访问还是服务器出错？
SELECT
    link.source_id,
    source.region_name,
    link.state,
    link.reason,
    count(*) AS links,
    min(link.report_year) AS first_year,
    max(link.report_year) AS last_year,
    any_value(link.url) AS one_of_them
FROM link
INNER JOIN source USING (source_id)
WHERE link.state IN ('dead', 'vanished', 'refused', 'failed')
GROUP BY link.source_id, source.region_name, link.state, link.reason
ORDER BY links DESC, link.source_id, link.state, link.reason;

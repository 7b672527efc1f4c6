-- Where did requests grow most, compared with peers of the same level, province and kind?
-- 与同级、同省、同类机关相比，哪些机关的新收申请增长最多？
SELECT
    report_year,
    kind,
    department,
    agency,
    value,
    change,
    change_percent,
    change_rank,
    round(change_percentile, 2) AS change_percentile,
    change_peers
FROM mart_year_change
WHERE code = 'requests.received' AND change IS NOT NULL
ORDER BY report_year, change_rank, change DESC, agency_key, scope;

-- For each region and year: how many reports are owed, how many do we have, and why are the others missing?
-- 各地区各年度：应公布多少份报告，已有多少份，其余因何缺失？
SELECT
    region_name,
    report_year,
    owed,
    reported,
    round(100 * share_reported, 1) AS percent,
    not_published,
    dead_link + refused + failed_to_fetch AS not_had,
    failed_to_read + unreadable AS not_read,
    not_crawled
FROM mart_coverage_region
WHERE owed > 0
ORDER BY region_code, report_year;

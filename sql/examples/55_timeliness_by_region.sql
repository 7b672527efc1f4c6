-- For each region and year: what share of the reports came in time, of those of which we know it?
-- 各地区各年度按期公布的比例是多少（只计能够判断的报告）？
SELECT
    any_value(region_name) AS region_name,
    report_year,
    count(*) AS reports,
    count(is_late) AS known,
    count(*) FILTER (is_late) AS late,
    round(100 * (1 - late / nullif(known, 0)), 1) AS percent_in_time,
    median(days_late) AS median_days_late
FROM mart_timeliness
WHERE deadline IS NOT NULL
GROUP BY region_code, report_year
ORDER BY region_code, report_year;

-- Which reports came after the legal deadline, and by how many days?
-- 哪些报告超过法定期限才公布？晚了多少天？
SELECT
    region_name,
    agency,
    report_year,
    deadline,
    appeared_on,
    days_late,
    url
FROM mart_timeliness
WHERE is_late
ORDER BY days_late DESC, region_code, agency;

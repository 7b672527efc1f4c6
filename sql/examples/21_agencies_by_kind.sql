-- How many agencies of each kind have reports at hand, from which years, and how many reports?
-- 各类机关（政府、部门、乡镇街道等）各有多少家、多少份年报，覆盖哪些年度？
SELECT
    kind,
    coalesce(department, '') AS department,
    count(*) AS agencies,
    sum(reports) AS reports,
    min(first_report_year) AS first_year,
    max(last_report_year) AS last_year
FROM agency
GROUP BY ALL
ORDER BY kind, department;

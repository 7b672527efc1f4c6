-- How many requests did the districts receive in the latest year, and what does each number cover?
-- 最近一年各区县收到多少件申请？每个数字覆盖几份报告？
SELECT
    region_name,
    report_year,
    scope,
    value,
    state,
    reports,
    reports_known,
    findings
FROM mart_district_year
WHERE
    code = 'requests.received'
    AND report_year = (SELECT max(report_year) FROM mart_district_year WHERE code = 'requests.received')
ORDER BY scope DESC, value DESC NULLS LAST, region_code

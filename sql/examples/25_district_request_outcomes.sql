-- How did requests end in each district, over how many reports?
-- 各地区的申请办理结果如何分布？每个数覆盖多少份年报？
SELECT
    region_name,
    report_year,
    scope,
    outcome,
    value,
    requests,
    round(share, 3) AS share,
    is_small,
    reports,
    reports_known
FROM mart_district_request_outcomes
WHERE applicant = 'all' AND basis = 'concluded'
ORDER BY region_code, report_year, outcome;

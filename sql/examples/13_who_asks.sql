-- Who files requests: how many come from people, from businesses and from others, by year?
-- 谁在申请：各年度自然人、商业企业和其他申请人各有多少件？
SELECT
    report_year,
    scope,
    applicant,
    sum(value) AS requests,
    count(value) AS reports
FROM mart_report_metric
WHERE code = 'requests.received' AND channel = 'all' AND applicant <> 'all'
GROUP BY ALL
ORDER BY report_year, scope, requests DESC, applicant

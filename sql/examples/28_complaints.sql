-- How many reports give a number of complaints, say that there were none, or say nothing?
-- 有多少份年报写明了举报投诉数量，多少份写明没有，多少份只字未提？
SELECT
    report_year,
    scope,
    stated,
    count(*) AS reports,
    sum(value) AS complaints
FROM mart_complaints
GROUP BY ALL
ORDER BY report_year, scope, stated;

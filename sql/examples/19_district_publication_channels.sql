-- Through which channels did the districts publish, over how many reports?
-- 各地区通过哪些渠道公开信息？每个数覆盖多少份年报？
SELECT
    region_name,
    report_year,
    scope,
    channel,
    value,
    round(share_of_total, 3) AS share_of_total,
    reports,
    reports_of_share,
    reports_known
FROM mart_district_publication_channels
WHERE breakdown = 'channel'
ORDER BY region_code, report_year, channel;

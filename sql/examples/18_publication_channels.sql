-- Through which channels did each agency publish, and what part of all items went out on each?
-- 各机关通过哪些渠道公开信息，各渠道占公开总数多少（同一信息可多渠道公开，合计可超过一）？
SELECT
    agency,
    report_year,
    breakdown,
    channel,
    label,
    value,
    total,
    round(share_of_total, 3) AS share_of_total,
    exceeds_total
FROM mart_publication_channels
WHERE value IS NOT NULL
ORDER BY report_year, agency_key, scope, breakdown, channel, label;

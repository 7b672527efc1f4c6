-- Which numbers were changed after publication, from what to what, and when did we see it?
-- 哪些数字在公布之后被悄悄修改？改前改后各是多少？何时发现？
SELECT
    region_name,
    agency,
    report_year,
    name_zh,
    applicant,
    kind,
    old_value,
    new_value,
    new_fetched_at,
    url
FROM mart_revisions
WHERE is_same_reader
ORDER BY new_fetched_at DESC, region_code, agency, code, applicant, channel, label;

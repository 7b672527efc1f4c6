-- What share of its concluded requests did each agency grant in full, and how sure is that?
-- 各机关办结的申请中予以公开的占多大比例？件数少时区间有多宽？
SELECT
    agency,
    report_year,
    value AS granted,
    requests,
    round(share, 3) AS share,
    round(share_low, 3) AS share_low,
    round(share_high, 3) AS share_high,
    is_small,
    denominator
FROM mart_request_outcomes
WHERE outcome = 'granted' AND applicant = 'all' AND basis = 'concluded' AND requests > 0
ORDER BY report_year, share DESC, agency_key, scope;

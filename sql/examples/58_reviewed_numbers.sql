-- Which printed numbers has a person corrected, to what, and why?
-- 哪些原文数字经人工核对后更正？更正为多少？理由是什么？
SELECT
    agency,
    report_year,
    code,
    applicant,
    printed_value,
    reviewed_value,
    unit,
    reviewed_by,
    reason,
    url
FROM review
WHERE is_latest AND verdict = 'corrected'
ORDER BY review_id;

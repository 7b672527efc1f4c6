-- Where do the requests carried over not arrive in the next year, and which of the two years is likely wrong?
-- 哪些机关的结转申请与上一年度对不上，两年中哪一年可能有误？
SELECT
    f.agency,
    f.report_year,
    f.applicant,
    f.observed AS carried_in,
    f.expected AS carried_out_last_year,
    suspect.report_year AS suspect_year,
    f.message,
    f.url,
    other.url AS url_last_year
FROM findings AS f
LEFT JOIN staging.stg_reports AS other ON f.other_report_id = other.report_id AND other.is_current
LEFT JOIN staging.stg_reports AS suspect ON f.suspect_report_id = suspect.report_id AND suspect.is_current
WHERE f.rule = 'carried_over_broken'
ORDER BY f.agency, f.report_year, f.applicant;

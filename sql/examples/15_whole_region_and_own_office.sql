-- What do a district's own report and the reports of its offices say of the same year, side by side and never added?
-- 同一区县同一年度，全区报告与各部门报告分别是多少（并列，不相加）？
SELECT
    region_name,
    report_year,
    value AS of_the_region,
    own_value AS of_its_offices,
    own_reports AS offices_at_hand
FROM mart_district_year
WHERE code = 'requests.received' AND scope = 'region'
ORDER BY region_code, report_year

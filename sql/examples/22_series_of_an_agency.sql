-- How many requests did an agency receive year by year, and may the years be compared?
-- 某机关历年新收申请多少件？年度之间能否比较，区划有无变化？
SELECT
    agency,
    region_code,
    report_year,
    value,
    previous_value,
    change,
    comparability,
    region_changed,
    note
FROM mart_district_series
WHERE code = 'requests.received' AND applicant = 'all' AND channel = 'all' AND region_name = '吉林省长春市绿园区'
ORDER BY agency_key, scope, report_year;

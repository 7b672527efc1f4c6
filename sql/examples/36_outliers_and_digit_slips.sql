-- Which numbers are far from the same agency's other years, and which of them look like a slip of digits or units?
-- 哪些数字与本机关其他年度相差悬殊，其中哪些像是多写少写数位或单位有误？
SELECT
    agency,
    report_year,
    codes[1] AS code,
    rule,
    severity,
    observed,
    expected AS median_of_other_years,
    message,
    url
FROM findings
WHERE rule IN ('digit_slip', 'outlier_of_own_past')
ORDER BY rule, abs(ln((1 + observed) / (1 + expected))) DESC, agency, report_year;

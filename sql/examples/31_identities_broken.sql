-- Which reports break an identity of their form, by how much, and who says so: the reader or the warehouse?
-- 哪些报告的勾稽关系不成立，差多少，是读取时标出的还是数据库核出的？
SELECT
    region_name,
    agency,
    report_year,
    origin,
    rule,
    applicant,
    observed,
    expected,
    observed - expected AS difference,
    message,
    url
FROM findings
WHERE rule LIKE 'identity%'
ORDER BY abs(observed - expected) DESC NULLS LAST, region_name, agency, report_year;

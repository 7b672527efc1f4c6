-- Whose rules or normative documents in force do not follow from last year's, those issued and those repealed?
-- 哪些机关的规章、规范性文件现行有效件数与上年现行有效加制发减废止不衔接？
SELECT
    agency,
    report_year,
    codes[1] AS code,
    severity,
    observed AS in_force,
    expected,
    observed - expected AS difference,
    url
FROM findings
WHERE rule = 'in_force_broken'
ORDER BY abs(observed - expected) DESC, agency, report_year, code;

-- Where does a number come from: the address, the archived bytes, the cell and the text as printed?
-- 某个数字出自哪里：网址、存档文件、单元格和原文？
SELECT
    m.agency,
    m.report_year,
    m.value,
    p.raw,
    p.source,
    p.url,
    left(p.sha256, 12) AS sha256,
    p.locator.path AS element,
    p.locator.page AS page
FROM mart_report_metric AS m
INNER JOIN provenance AS p USING (document_id, fact_no)
WHERE m.code = 'requests.received' AND m.applicant = 'all' AND m.region_name = '吉林省长春市绿园区'
ORDER BY m.agency, m.report_year

-- Where does the prose, or another document of the same report, state another number than the tables?
-- 哪些报告的正文或另一份文件与表格的数字不一致？
SELECT
    agency,
    report_year,
    rule,
    severity,
    codes,
    observed,
    expected,
    message,
    url
FROM findings
WHERE rule IN ('narrative_differs_from_table', 'note_differs_from_narrative', 'prose_differs_from_parts', 'documents_differ')
ORDER BY severity, agency, report_year, rule;

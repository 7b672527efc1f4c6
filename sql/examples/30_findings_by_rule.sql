-- Which doubts are raised most often, how grave are they, and what do they mean?
-- 哪些疑点最常见、严重程度如何、是什么意思？
SELECT
    rule,
    title_zh,
    severity,
    count(*) AS findings,
    count(DISTINCT report_id) AS reports,
    any_value(says) AS says
FROM findings
INNER JOIN rule USING (rule)
GROUP BY ALL
ORDER BY findings DESC, rule, severity;

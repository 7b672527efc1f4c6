-- By file format and form: how many reports contradict themselves, and how many numbers are in doubt?
-- 按文件格式和表格版本：多少报告自相矛盾？多少数字存疑？
SELECT
    media_type,
    form,
    sum(reports) AS reports,
    round(100 * sum(reports_error) / nullif(sum(reports), 0), 1) AS percent_with_error,
    sum(facts) AS facts,
    sum(facts_error) + sum(facts_warning) AS facts_in_doubt,
    sum(facts_by_position) AS by_position,
    sum(facts_low_confidence) AS low_confidence,
    sum(unreadable) AS unreadable
FROM mart_data_quality
WHERE documents > 0
GROUP BY media_type, form
ORDER BY reports DESC, media_type, form;

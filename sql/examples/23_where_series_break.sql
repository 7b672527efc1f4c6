-- Which numbers break between two vintages of the form, which end, and what is printed instead?
-- 换用新版表式后，哪些指标中断、哪些不再公布、由什么指标接续？
SELECT
    previous_form,
    form,
    code,
    name_zh,
    comparability,
    value IS NULL AS ends,
    continued_as,
    count(*) AS series
FROM mart_district_series
WHERE is_break AND applicant = 'all'
GROUP BY ALL
ORDER BY previous_form, form, code, ends;

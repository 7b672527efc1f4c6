-- Which metrics of the 2019 form may be compared with the 2021 form, and which may not?
-- 2019年表样与2021年表样之间，哪些指标可比，哪些不可比？
SELECT
    comparability,
    code,
    code_from,
    note
FROM metric_crosswalk
WHERE form_from = '2019' AND form_to = '2021' AND comparability <> 'same'
ORDER BY comparability, code

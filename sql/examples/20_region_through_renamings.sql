-- Under which codes and names has a district stood since 2003, and what was merged into it?
-- 一个县（市、区）2003 年以来用过哪些区划代码和名称，有哪些区并入？
SELECT
    region_code,
    region_name,
    first_year,
    last_year,
    CASE WHEN merged_into IS NULL THEN 'stood' ELSE 'merged into ' || merged_into END AS fate
FROM region
WHERE region_id IN ('320612', '320106') OR merged_into IN ('320612', '320106')
ORDER BY coalesce(merged_into, region_id), first_year, region_code;

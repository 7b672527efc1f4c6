-- Which governments report less for their whole region than their own offices do, and how many offices is that?
-- 哪些政府的全区域数字少于所辖机关之和，涉及多少个机关？
SELECT
    c.region_name,
    c.report_year,
    c.codes[1] AS code,
    c.severity,
    c.observed AS region_value,
    c.expected AS sum_of_offices,
    rule.offices,
    rule.largest,
    office.agency AS largest_office,
    c.url
FROM findings AS c
INNER JOIN rules.component_exceeds_parent AS rule ON c.report_id = rule.report_id AND c.codes = rule.codes
LEFT JOIN staging.stg_reports AS office ON c.other_report_id = office.report_id AND office.is_current
WHERE c.rule = 'component_exceeds_parent'
ORDER BY c.severity DESC, c.expected - c.observed DESC, c.region_name, c.report_year;

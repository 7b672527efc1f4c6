-- What the rules over reports raise has a severity that the catalogue says it may have.
SELECT
    findings.rule,
    findings.severity,
    count(*) AS findings
FROM {{ ref("findings") }} AS findings
LEFT JOIN {{ ref("rule") }} AS rule USING (rule)
WHERE findings.origin = 'warehouse' AND NOT coalesce(list_contains(rule.severities, findings.severity), false)
GROUP BY ALL

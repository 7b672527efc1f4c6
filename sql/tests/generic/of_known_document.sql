{#- References: returns the rows of a raw table whose document is not in raw.document. -#}
{% test of_known_document(model) %}
SELECT
    rows_of.sha256,
    rows_of.extractor_version,
    count(*) AS orphans
FROM {{ model }} AS rows_of
ANTI JOIN {{ source("raw", "document") }} AS document USING (sha256, extractor_version)
GROUP BY ALL
{% endtest %}

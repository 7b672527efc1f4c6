{#- References: returns the rows of a raw table whose document is not in raw.document. -#}
{% test of_known_document(model) %}
SELECT
    rows_of.document_id,
    count(*) AS orphans
FROM {{ model }} AS rows_of
ANTI JOIN {{ source("raw", "document") }} AS document USING (document_id)
GROUP BY ALL
{% endtest %}

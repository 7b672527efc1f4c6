{#- The grain of a model: returns each combination of `columns` that stands more than once; NULLs count as equal. -#}
{% test unique_combination(model, columns) %}
SELECT
    {{ columns | join(", ") }},
    count(*) AS occurrences
FROM {{ model }}
GROUP BY ALL
HAVING count(*) > 1
{% endtest %}

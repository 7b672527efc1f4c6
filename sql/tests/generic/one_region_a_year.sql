{#- Periods of one code (or identifier) never overlap: returns those that share a year. -#}
{% test one_region_a_year(model, columns) %}
SELECT
    {{ columns | join(", ") }},
    year,
    count(*) AS regions
FROM (SELECT *, unnest(range(first_year, last_year + 1)) AS year FROM {{ model }})
GROUP BY ALL
HAVING count(*) > 1
{% endtest %}

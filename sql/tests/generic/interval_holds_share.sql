{#- An interval holds its share, within 0 and 1: returns the rows where it does not. -#}
{% test interval_holds_share(model, share, low, high) %}
SELECT *
FROM {{ model }}
WHERE
    ({{ share }} IS NULL) <> ({{ low }} IS NULL)
    OR NOT ({{ low }} >= 0 AND {{ low }} <= {{ share }} + 1e-9 AND {{ share }} <= {{ high }} + 1e-9 AND {{ high }} <= 1)
{% endtest %}

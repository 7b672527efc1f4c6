{#- A rank is between 1 and the number of peers: returns the rows where it is not. -#}
{% test rank_within_peers(model, rank, peers) %}
SELECT *
FROM {{ model }}
WHERE {{ rank }} NOT BETWEEN 1 AND {{ peers }}
{% endtest %}

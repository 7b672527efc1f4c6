-- The hash that stands for a cell: returns every hash that two different cells share.
SELECT
    cell_key,
    count(*) AS cells
FROM (SELECT DISTINCT cell_key, code, applicant, channel, label FROM {{ ref("stg_facts") }})
GROUP BY cell_key
HAVING count(*) > 1

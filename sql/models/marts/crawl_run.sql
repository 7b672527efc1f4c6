{{ config(materialized="view") }}

WITH crawl_run AS (
    SELECT * FROM {{ source("raw", "crawl_run") }}
)

SELECT * FROM crawl_run

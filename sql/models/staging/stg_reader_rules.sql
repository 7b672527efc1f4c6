WITH stg_reader_rules AS (
    SELECT * FROM {{ source("raw", "reader_rule") }}
)

SELECT * FROM stg_reader_rules

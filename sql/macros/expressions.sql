{#- `total` (the printed total column) and `all` (nothing is split) both mean every applicant. -#}
{% macro unify_applicant(column) -%}
    CASE WHEN {{ column }} = 'total' THEN 'all' ELSE {{ column }} END
{%- endmacro %}

{#- A table cell comes before a line under a table, and that before prose. -#}
{% macro source_to_rank(column) -%}
    CASE {{ column }} WHEN 'table' THEN 1 WHEN 'table_note' THEN 2 ELSE 3 END
{%- endmacro %}

{#-
    Several conditions of an ORDER BY as digits of one number: the least of a group is found without sorting. A document
    has fewer than 100,000 facts.
-#}
{% macro fact_to_preference(facts) -%}
    (((({{ facts }}.value IS NULL)::BIGINT * 4 + {{ source_to_rank(facts ~ ".source") }}) * 2
        + {{ facts }}.approximate::BIGINT) * 2 + {{ facts }}.by_position::BIGINT)
    * 1001 * 100000
    + round((1 - {{ facts }}.confidence) * 1000)::BIGINT * 100000
    + {{ facts }}.fact_no
{%- endmacro %}

{#- note 1, warning 2, error 3: the worst is the maximum. -#}
{% macro severity_to_rank(column) -%}
    CASE {{ column }} WHEN 'error' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END
{%- endmacro %}

{% macro rank_to_severity(column) -%}
    CASE {{ column }} WHEN 3 THEN 'error' WHEN 2 THEN 'warning' WHEN 1 THEN 'note' END
{%- endmacro %}

{#-
    A people's government or its general office at county level or above: only such an agency's report on its whole
    region speaks for the region. Townships carry their county's code, and a bureau's report speaks for its own system.
-#}
{% macro is_government(agency) -%}
    coalesce(
        regexp_matches({{ agency }}, '政府(办公?[室厅]?)?$')
        AND NOT regexp_matches({{ agency }}, '([镇乡]|苏木)(人民)?政府'),
        false
    )
{%- endmacro %}

{#- Level of a six-digit division code. -#}
{% macro region_to_level(code) -%}
    CASE
        WHEN {{ code }} LIKE '%0000' THEN 'province'
        WHEN {{ code }} LIKE '%00' THEN 'prefecture'
        WHEN {{ code }} IS NOT NULL THEN 'county'
    END
{%- endmacro %}

{#- A value in a message: 3 and not 3.0000. -#}
{% macro number_to_text(value) -%}
    rtrim(rtrim(({{ value }})::DECIMAL(38, 4)::VARCHAR, '0'), '.')
{%- endmacro %}

{#- An empty cell counts as nothing; one that was not read leaves open what it counts in. -#}
{% macro cell_to_amount(value, state) -%}
    CASE WHEN {{ value }} IS NOT NULL THEN {{ value }} WHEN {{ state }} IN ('blank', 'not_applicable') THEN 0 END
{%- endmacro %}

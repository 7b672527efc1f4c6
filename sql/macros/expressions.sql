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

{#- A township or street office: the law names no day for its report from report year 2019 on. -#}
{% macro is_township(agency) -%}
    coalesce(regexp_matches({{ agency }}, '([镇乡]|苏木)(人民)?政府|街道(办事处)?$|街道办事处'), false)
{%- endmacro %}

{#-
    The legal last day of a report (spec: calendar; Articles 49 and 50 of the regulation): to report year 2018 31 March
    of the next year for every agency; from 2019 on 31 January for departments, 31 March for a government's report on
    its region, none in law for townships. NULL where agency or year is unknown.
-#}
{% macro report_deadline(agency, report_year, is_regional) -%}
    CASE
        WHEN {{ report_year }} <= 2018 THEN make_date({{ report_year }} + 1, 3, 31)
        WHEN {{ agency }} IS NULL OR {{ is_township(agency) }} THEN NULL
        WHEN {{ is_government(agency) }} AND {{ is_regional }} THEN make_date({{ report_year }} + 1, 3, 31)
        ELSE make_date({{ report_year }} + 1, 1, 31)
    END
{%- endmacro %}

{#- The day of a moment by the portals' own clock. -#}
{% macro moment_to_day(moment) -%}
    ({{ moment }} AT TIME ZONE 'Asia/Shanghai')::DATE
{%- endmacro %}

{#- Share of the other peers that are no larger, of a rank from 1 (the largest); NULL for one that is alone. -#}
{% macro rank_to_percentile(rank, peers) -%}
    ({{ peers }} - {{ rank }}) / nullif({{ peers }} - 1, 0)
{%- endmacro %}

{#- A sum that counts one missing side as nothing, and is NULL without both. -#}
{% macro add_up(first, second) -%}
    CASE WHEN coalesce({{ first }}, {{ second }}) IS NOT NULL THEN coalesce({{ first }}, 0) + coalesce({{ second }}, 0) END
{%- endmacro %}

{#- Hash of a cell's metric and dimensions: within a document it stands for them, as cell_key of stg_facts. -#}
{% macro cell_to_key(code, cells) -%}
    hash({{ code }}, {{ cells }}.applicant, {{ cells }}.channel, {{ cells }}.label)
{%- endmacro %}

{#- A value in a message: 3 and not 3.0000. -#}
{% macro number_to_text(value) -%}
    rtrim(rtrim(({{ value }})::DECIMAL(38, 4)::VARCHAR, '0'), '.')
{%- endmacro %}

{#- An empty cell counts as nothing; one that was not read leaves open what it counts in. -#}
{% macro cell_to_amount(value, state) -%}
    CASE WHEN {{ value }} IS NOT NULL THEN {{ value }} WHEN {{ state }} IN ('blank', 'not_applicable') THEN 0 END
{%- endmacro %}

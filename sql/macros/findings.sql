{#-
    The contract of a rule that raises findings: what each of its rows must say, and what it may say beside. A rule is a
    model tagged `finding`; it may have columns of its own as well. Described here once, for all rules (comments.sql).
-#}
{% macro finding_columns() -%}
    {% do return({
        "report_id": {"type": "VARCHAR", "required": true, "says": "The report that the finding is about"},
        "severity": {"type": "VARCHAR", "required": true, "says": "error, warning or note"},
        "codes": {"type": "VARCHAR[]", "required": true, "says": "Metrics concerned; empty where it is none"},
        "message": {"type": "VARCHAR", "required": true, "says": "What to know before citing the numbers"},
        "verdict": {
            "type": "VARCHAR",
            "required": true,
            "says": "source: the original says so; parse: our reading is in doubt; undecidable",
        },
        "applicant": {"type": "VARCHAR", "says": "Kind of applicant concerned; NULL where it is not one"},
        "observed": {"type": "DECIMAL(18, 4)", "says": "Value found"},
        "expected": {"type": "DECIMAL(18, 4)", "says": "Value that the rule expects"},
        "fact_no": {"type": "INTEGER", "says": "The fact found, as stg_facts numbers those of the report's document"},
        "other_report_id": {"type": "VARCHAR", "says": "The report that it is compared with"},
        "suspect_report_id": {"type": "VARCHAR", "says": "Which of the two reports is likely wrong; NULL where open"},
    }) %}
{%- endmacro %}

{#- The rows of every rule that raises findings, in the columns of the contract with the rule's name before them. -#}
{% macro union_rules(rules) -%}
    {%- do check_rules_are_listed(rules) if execute -%}
    {%- for rule in rules %}
        {%- set relation = ref(rule) -%}
        {%- set given = adapter.get_columns_in_relation(relation) | map(attribute="name") | list if execute else [] %}
    SELECT
        '{{ rule }}' AS rule
        {%- for name, column in finding_columns().items() %},
        {{ name if column.required or name in given else "NULL" }}::{{ column.type }} AS {{ name }}
        {%- endfor %}
    FROM {{ relation }}
    {{ "UNION ALL" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- dbt orders models by the names that it reads before it knows of tags: hence the list, and this look at it. -#}
{% macro check_rules_are_listed(rules) -%}
    {%- set tagged = rule_models() | map(attribute="name") | list -%}
    {%- set unlisted = tagged | reject("in", rules) | list -%}
    {%- set untagged = rules | reject("in", tagged) | list -%}
    {%- if unlisted or untagged -%}
        {%- do exceptions.raise_compiler_error(
            "vars.finding_rules in sql/dbt_project.yml and the models tagged finding differ: not listed "
            ~ (unlisted | join(", ") or "none") ~ "; not tagged " ~ (untagged | join(", ") or "none")
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#- The models that raise findings, as dbt knows them, by name. -#}
{% macro rule_models() -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == "model" and "finding" in node.tags -%}
        {%- do found.append(node) -%}
    {%- endfor -%}
    {% do return(found | sort(attribute="name")) %}
{%- endmacro %}

{#- What the models that raise findings say of themselves in their `meta`, a row each. -#}
{% macro describe_rules() -%}
    {%- set keys = ["title_zh", "severities", "says", "verdict"] -%}
    {%- for node in rule_models() -%}
        {%- set meta = node.config.meta -%}
        {%- for key in keys if not meta.get(key) -%}
            {%- do exceptions.raise_compiler_error(node.name ~ ".yml says nothing of its " ~ key ~ " in config.meta") -%}
        {%- endfor %}
    SELECT
        '{{ node.name }}' AS rule,
        {{ dbt.string_literal(dbt.escape_single_quotes(meta.title_zh)) }} AS title_zh,
        {{ meta.severities }}::VARCHAR[] AS severities,
        {{ dbt.string_literal(dbt.escape_single_quotes(meta.says)) }} AS says,
        {{ dbt.string_literal(dbt.escape_single_quotes(meta.verdict)) }} AS verdict
    {{ "UNION ALL" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#-
    A post-hook: a column that passes through and has no description of its own takes the comment of the column of that
    name in the first of the model's inputs that comments it, so that load/schema/ stays the one place of it. What a
    rule owes to the contract of findings (findings.sql) is described there.
-#}
{% macro inherit_comments() -%}
    {%- if execute -%}
        {%- set inputs = [] -%}
        {%- for id in model.depends_on.nodes -%}
            {%- set input = graph.sources.get(id) or graph.nodes[id] -%}
            {%- do inputs.append("('" ~ input.schema ~ "', '" ~ (input.alias or input.name) ~ "')") -%}
        {%- endfor -%}
        {%- set inputs = "[" ~ inputs | join(", ") ~ "]" -%}
        {%- set inherited -%}
            SELECT
                column_name,
                first(comment ORDER BY list_position({{ inputs }}, (schema_name, table_name)))
            FROM duckdb_columns()
            WHERE
                database_name = current_database()
                AND comment IS NOT NULL
                AND list_contains({{ inputs }}, (schema_name, table_name))
            GROUP BY column_name
        {%- endset -%}
        {%- set own = adapter.get_columns_in_relation(this) | map(attribute="name") | list -%}
        {%- set described = model.columns.values() | selectattr("description") | map(attribute="name") | list -%}
        {%- set comments = dict(run_query(inherited).rows | map("list")) -%}
        {%- if "finding" in model.tags -%}
            {%- for name, column in finding_columns().items() -%}
                {%- do comments.update({name: column.says}) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- for name, comment in comments.items() if name in own and name not in described -%}
            COMMENT ON COLUMN {{ this.include(database=false) }}.{{ adapter.quote(name) }}
            IS {{ duckdb_escape_comment(comment) }};
        {% endfor -%}
    {%- endif -%}
{%- endmacro %}

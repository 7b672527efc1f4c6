{#-
    Relations without the name of the database file: a view must work in the published copy, which has another name,
    and where an analyst attaches it under a name of their own.
-#}
{% macro ref() -%}
    {% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}
{%- endmacro %}

{% macro source() -%}
    {% do return(builtins.source(*varargs).include(database=false)) %}
{%- endmacro %}

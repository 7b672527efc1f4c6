"""Which documents a corpus holds: agencies by years, their formats, their addresses and what is special about some."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sample.corpus import SourceEntry
from sample.damage import DAMAGES
from sample.model import Agency, DocumentPlan
from sample.no_reports import NO_REPORTS
from sample.places import NO_CITY, default_agencies, many_agencies
from sample.portal_families import FAMILIES

FORMATS = (
    "html",
    "html_gb",
    "pdf",
    "html",
    "text_cells",
    "docx",
    "html_gb",
    "pdf",
    "html",
    "text_tabs",
    "docx",
    "html_gb",
    "text_ragged",
)
"""Dealt to the documents in turn; each shape of flattened text is a format of its own."""
DIGITAL = (
    "html",
    "html_gb",
    "pdf",
    "docx",
    "text_cells",
    "text_tabs",
    "text_ragged",
    "doc",
    "wps",
    "rtf",
    "rtf_office",
    "xlsx",
    "xls",
    "ofd",
    "zip",
)
"""Every format whose characters and cells are in the file."""
REMAINS = ("text_spaces", "text_lines")
"""Text copied out of a viewer: of the tables nothing is left but the order of what they print."""
SCANS = ("scan_pdf", "scan_pdf_200", "picture", "html_picture", "docx_picture")
"""Every format of which something has to be recognised."""
DAMAGED = 0.02
_NO_REPORT = 0.01
SUFFIXES = {
    "html": "html",
    "html_gb": "html",
    "pdf": "pdf",
    "docx": "docx",
    "text_cells": "txt",
    "text_tabs": "txt",
    "text_ragged": "txt",
    "text_spaces": "txt",
    "text_lines": "txt",
    "xlsx": "xlsx",
    "xls": "xls",
    "ofd": "ofd",
    "rtf": "rtf",
    "zip": "zip",
    "doc": "doc",
    "wps": "wps",
    "rtf_office": "rtf",
    "scan_pdf": "pdf",
    "scan_pdf_200": "pdf",
    "picture": "png",
    "html_picture": "html",
    "docx_picture": "docx",
}

DEFAULT_FAMILIES = ("trs", "hanweb")
_FAMILY = {family.source.id: name for name, family in FAMILIES.items()}

_REPLACED = {
    ("440106-wjj", 2022): "broken_identity",
    ("220102-scj", 2021): "cut_table",
    ("320102-jyj", 2020): "empty_report",
}
FIRST_GRID_YEAR = 2019
"""The first report year whose form has tables of rows and columns; before it, forms list indicators."""
_TOWNSHIPS = ("城关镇人民政府", "太平镇人民政府", "河西街道办事处", "柳林乡人民政府")
_ADDED = {("220106-czj", 2021): "website_report", ("440104-zjj", 2022): "work_summary"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a corpus is to hold; without a `count` the default set, and then nothing but the seed and years counts."""

    seed: int
    count: int | None
    years: range
    formats: Sequence[str] = FORMATS
    damaged: float = DAMAGED
    """The share of documents that are damaged, 0 to 1."""
    families: Sequence[str] | None = None
    """The CMS families whose columns list the agencies, in turn; None for the usual two."""


def recipe_to_sources(recipe: Recipe) -> tuple[SourceEntry, ...]:
    """The columns; only in the default corpus does one of them keep to a region."""
    sources = tuple(FAMILIES[name].source for name in recipe.families or DEFAULT_FAMILIES)
    is_default = recipe.count is None and recipe.families is None
    return sources if is_default else tuple(replace(source, region_code=None) for source in sources)


def plan_corpus(recipe: Recipe) -> Iterator[tuple[Agency, list[DocumentPlan]]]:
    """The documents to make, agency by agency."""
    agencies = iter(default_agencies()) if recipe.count is None else many_agencies(recipe.seed)
    years, left = recipe.years, recipe.count
    serial = itertools.count(3_000_001)
    if recipe.count is not None and years.start < FIRST_GRID_YEAR:
        agencies = map(_to_township, agencies)
    if recipe.families is not None:
        agencies = map(_to_column, agencies, itertools.cycle(recipe.families))
    for index, agency in enumerate(agencies):
        turns = enumerate(years, start=index * len(years))
        plans = [plan for turn, year in turns for plan in _plan_year(recipe, agency, year, turn, serial)]
        yield agency, plans if left is None else plans[:left]
        if left is not None:
            left -= len(plans)
            if left <= 0:
                return


def _plan_year(recipe: Recipe, agency: Agency, year: int, turn: int, serial: Iterator[int]) -> Iterator[DocumentPlan]:
    rng = random.Random(f"plan:{agency.slug}:{year}")
    day = datetime.date(year + 1, 1, rng.randint(8, 30))
    key, is_default = (agency.slug, year), recipe.count is None
    special = _REPLACED.get(key) if is_default else _draw_special(rng, recipe.damaged)
    # In the default corpus a broken or cut table stands in a page, where the grid is proven.
    format_ = "html" if special and is_default else recipe.formats[turn % len(recipe.formats)]
    yield _plan_document(
        agency, year, format_=format_, day=day, serial=next(serial), special=special, varied=not is_default
    )
    if is_default and key in _ADDED:
        yield _plan_document(
            agency, year, format_="html", day=day, serial=next(serial), special=_ADDED[key], varied=False
        )


def _draw_special(rng: random.Random, damaged: float) -> str | None:
    chance = rng.random()
    if chance < damaged:
        return rng.choice(sorted(DAMAGES))
    return rng.choice(sorted(NO_REPORTS)) if chance < damaged + _NO_REPORT else None


def _to_township(agency: Agency) -> Agency:
    """One agency in eight is a township of the same county, with a few requests a year."""
    rng = random.Random(f"township:{agency.slug}")
    if rng.random() >= 0.125:
        return agency
    place = agency.place
    above = place.province if place.city in NO_CITY else place.city
    return replace(agency, name=f"{above}{place.name}{rng.choice(_TOWNSHIPS)}", volume=rng.choice((0, 0, 3)))


def _to_column(agency: Agency, family: str) -> Agency:
    return replace(agency, source=FAMILIES[family].source.id)


def _plan_document(
    agency: Agency, year: int, *, format_: str, day: datetime.date, serial: int, special: str | None, varied: bool
) -> DocumentPlan:
    family = _FAMILY[agency.source]
    name = f"{agency.slug}-{year}" + (f"-{special}" if special in NO_REPORTS else "")
    path = FAMILIES[family].to_path(day, serial, SUFFIXES[format_])
    return DocumentPlan(name, agency, year, format_, family, path, day, special, varied)

"""Which documents a corpus holds: agencies by years, their formats, their addresses and what is special about some."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sample.corpus import SourceEntry
from sample.damage import DAMAGES, NO_REPORTS
from sample.model import Agency, DocumentPlan, Family
from sample.places import HANWEB, TRS, default_agencies, many_agencies

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
SUFFIXES = {
    "html": "html",
    "html_gb": "html",
    "pdf": "pdf",
    "docx": "docx",
    "text_cells": "txt",
    "text_tabs": "txt",
    "text_ragged": "txt",
    "scan_pdf": "pdf",
    "scan_pdf_200": "pdf",
    "picture": "png",
    "html_picture": "html",
    "docx_picture": "docx",
}
_SCANS = ("scan_pdf", "scan_pdf_200", "picture", "html_picture", "docx_picture")

SOURCES = (
    SourceEntry(TRS, "trs", "/trs/zfxxgk/zfxxgknb/", "政府信息公开年报", None),
    SourceEntry(HANWEB, "hanweb", "/hanweb/col/col1229/index.html", "政府信息公开年报", "320100"),
)
_FAMILY: dict[str, Family] = {TRS: "trs", HANWEB: "hanweb"}

_REPLACED = {
    ("440106-wjj", 2022): "broken_identity",
    ("220102-scj", 2021): "cut_requests",
    ("320102-jyj", 2020): "empty_report",
}
_ADDED = {("220106-czj", 2021): "website_report", ("440104-zjj", 2022): "work_summary"}


def corpus_sources(count: int | None) -> tuple[SourceEntry, ...]:
    """The columns: with a count, neither keeps to one region, for the agencies are of the whole country."""
    return SOURCES if count is None else tuple(replace(source, region_code=None) for source in SOURCES)


def plan_corpus(
    seed: int, count: int | None, years: range, formats: Sequence[str] = FORMATS
) -> Iterator[tuple[Agency, list[DocumentPlan]]]:
    """The documents to make, agency by agency."""
    if count is None:
        agencies: Iterator[Agency] = iter(default_agencies())
    else:
        agencies = many_agencies(seed)
    left = count
    serial = itertools.count(3_000_001)
    for index, agency in enumerate(agencies):
        plans = [
            plan
            for turn, year in enumerate(years, start=index * len(years))
            for plan in _plan_year(agency, year, formats[turn % len(formats)], serial, count)
        ]
        yield agency, plans if left is None else plans[:left]
        if left is not None:
            left -= len(plans)
            if left <= 0:
                return


def _plan_year(
    agency: Agency, year: int, format_: str, serial: Iterator[int], count: int | None
) -> Iterator[DocumentPlan]:
    rng = random.Random(f"plan:{agency.slug}:{year}")
    day = datetime.date(year + 1, 1, rng.randint(8, 30))
    key = (agency.slug, year)
    special = _REPLACED.get(key) if count is None else _draw_special(rng)
    # A broken or cut table stands where the grid is proven: in a page or a scan.
    format_ = "html" if special and format_ not in _SCANS else format_
    yield _plan_document(agency, year, format_=format_, day=day, serial=next(serial), special=special)
    if count is None and key in _ADDED:
        yield _plan_document(agency, year, format_="html", day=day, serial=next(serial), special=_ADDED[key])


def _draw_special(rng: random.Random) -> str | None:
    chance = rng.random()
    if chance < 0.02:
        return rng.choice(sorted(DAMAGES))
    return rng.choice(sorted(NO_REPORTS)) if chance < 0.03 else None


def _plan_document(
    agency: Agency, year: int, *, format_: str, day: datetime.date, serial: int, special: str | None
) -> DocumentPlan:
    family = _FAMILY[agency.source]
    name = f"{agency.slug}-{year}" + (f"-{special}" if special in NO_REPORTS else "")
    return DocumentPlan(name, agency, year, format_, family, _to_path(family, format_, day, serial), day, special)


def _to_path(family: Family, format_: str, day: datetime.date, serial: int) -> str:
    """The address that the family's CMS would give an article or an attached file."""
    if family == "trs":
        folder = f"/trs/zfxxgk/zfxxgknb/{day:%Y%m}"
        if SUFFIXES[format_] == "html":
            return f"{folder}/t{day:%Y%m%d}_{serial}.html"
        return f"{folder}/P0{day:%Y%m%d}{serial:012d}.{SUFFIXES[format_]}"
    if SUFFIXES[format_] == "html":
        return f"/hanweb/art/{day.year}/{day.month}/{day.day}/art_1229_{serial}.html"
    return f"/hanweb/attach/0/{day:%y%m%d}{serial:010d}.{SUFFIXES[format_]}"

"""Which agency reports and where it is: names gathered from a document's own places, the surest one made official."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transform.agencies import (
    complete_generic,
    generic_to_level,
    is_generic,
    is_national,
    is_township,
    printed_to_agency,
    title_to_agency,
)
from transform.agency_identity import fuller_agency
from transform.gazetteer import Gazetteer, Region, load_gazetteer, to_region_year
from transform.model import Hints
from transform.outline import Outline
from transform.places import (
    Ambiguous,
    Mention,
    find_region,
    mentions_to_region,
    narrow_by_mentions,
    region_of_level,
    text_to_mentions,
)
from transform.prose_names import departments_in_prose, generic_in_prose, towns_in_prose

_WHOLE_REGION = re.compile(r"市级部门|各县[（(]?[市区]|各乡镇|各镇街|各[街镇]|全[市县区省](?:各|政府|公开|共|累计)")
_TITLE_IN_PROSE = re.compile(r"现将([\u4e00-\u9fff]{3,30}?)(?:20\d\d年)(?:度)?[\u4e00-\u9fff]{0,10}(?:年度报告|年报)")
_OFFICE = re.compile(r"办公[室厅]$")


@dataclass(frozen=True, slots=True)
class Named:
    """The agency and its region, each as far as the text and the source tell."""

    agency: str | None
    region: Region | Ambiguous | None
    undecided: str | None
    """A name that was found and does not tell which agency it is (市教育局 without the city)."""


def outline_to_named(outline: Outline, hints: Hints, year: int | None) -> Named:
    """Agency and region of a report of `year`."""
    gazetteer = load_gazetteer(to_region_year(year))
    mentions = text_to_mentions(outline.opening, gazetteer, in_prose=True)
    prints = _candidates(outline, hints, mentions, gazetteer)
    official = [(printed, agency) for printed in prints if (agency := printed_to_agency(printed, gazetteer))]
    if not official:
        return Named(None, _source_region(hints, gazetteer), None)
    whole = [pair for pair in official if not is_generic(pair[1], gazetteer)]
    first = official[0]
    agency, evidence = _to_fullest(first, official, gazetteer)
    if is_generic(agency, gazetteer) and whole and first[1] not in _title_agencies(outline, gazetteer):
        agency, evidence = _to_fullest(whole[0], official, gazetteer)
    region = _to_region(agency, (*evidence, *outline.titles), mentions, hints, year)
    if not is_generic(agency, gazetteer):
        return Named(agency, region, None)
    completed = complete_generic(agency, region if isinstance(region, Region) else None, gazetteer)
    if completed is None:
        return Named(None, region, agency)
    owner = find_region(completed, year, region.code if isinstance(region, Region) else None)
    return Named(_summary_agency(completed, outline), owner or region, None)


def _candidates(outline: Outline, hints: Hints, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[str]:
    """Printed names, surest first: titles, signature, opening sentences, labels, and what the source says."""
    titles = [name for title in outline.titles if (name := title_to_agency(title))]
    titles += _TITLE_IN_PROSE.findall(outline.opening)
    departments = departments_in_prose(outline.opening, mentions)
    towns = towns_in_prose(outline.opening, gazetteer) if not departments else []
    hinted = [hints.agency] if hints.agency else []
    found = [*titles, *outline.signature, *departments, *towns, *outline.sources, *hinted]
    found += generic_in_prose(outline.opening)
    return list(dict.fromkeys(found))


def _title_agencies(outline: Outline, gazetteer: Gazetteer) -> set[str | None]:
    return {printed_to_agency(name, gazetteer) for title in outline.titles if (name := title_to_agency(title))}


def _to_fullest(
    first: tuple[str, str], official: Sequence[tuple[str, str]], gazetteer: Gazetteer
) -> tuple[str, list[str]]:
    """The fullest of the names that are the first one's, and everything printed for it."""
    agency, evidence = first[1], [first[0]]
    for printed, other in official:
        fuller = fuller_agency(agency, other, gazetteer)
        if fuller is not None:
            agency = fuller
            evidence.append(printed)
    return agency, evidence


def _to_region(
    agency: str, evidence: Sequence[str], mentions: Sequence[Mention], hints: Hints, year: int | None
) -> Region | Ambiguous | None:
    gazetteer = load_gazetteer(to_region_year(year))
    if is_national(agency, gazetteer):
        return None
    open_name: Ambiguous | None = None
    for text in evidence:
        found = find_region(text, year)
        if isinstance(found, Region):
            return found
        open_name = open_name or found
    if open_name is not None:
        return _decide(open_name, mentions, hints)
    return _region_in_prose(agency, mentions, gazetteer) or find_region(agency, year, hints.region_code)


def _decide(open_name: Ambiguous, mentions: Sequence[Mention], hints: Hints) -> Region | Ambiguous:
    narrowed = narrow_by_mentions(open_name.candidates, mentions)
    if len(narrowed) > 1 and hints.region_code:
        narrowed = _narrow_by_hint(narrowed, hints.region_code)
    return narrowed[0] if len(narrowed) == 1 else Ambiguous(open_name.name, narrowed)


def _narrow_by_hint(candidates: tuple[Region, ...], code: str) -> tuple[Region, ...]:
    found = find_region(candidates[0].own_name, candidates[0].year, code)
    return (found,) if isinstance(found, Region) and found in candidates else candidates


def _region_in_prose(agency: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Region | None:
    """The region that the opening names, at the level that the agency's name wants; None where it wants none."""
    level = "county" if is_township(agency) else generic_to_level(agency)
    if level is None:
        return None
    if level == "prefecture":
        cities = [region for mention in mentions if (region := _only_city(mention, gazetteer)) is not None]
        ranked = Counter(cities).most_common(2)
        return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None
    return mentions_to_region(mentions, (level,))


def _only_city(mention: Mention, gazetteer: Gazetteer) -> Region | None:
    region = mention.candidates[0]
    if len(mention.candidates) > 1 or region.level == "province":
        return None
    return region if region.own_name.endswith("市") else region_of_level(region, "prefecture", gazetteer)


def _source_region(hints: Hints, gazetteer: Gazetteer) -> Region | None:
    return gazetteer.region_of_code(hints.region_code) if hints.region_code else None


def _summary_agency(agency: str, outline: Outline) -> str:
    """The government itself where its office signs, untitled, a report that speaks for every department."""
    speaks_for_all = not outline.titles and _WHOLE_REGION.search(outline.opening)
    is_office = agency.endswith(("人民政府办公室", "人民政府办公厅"))
    return _OFFICE.sub("", agency) if is_office and speaks_for_all else agency

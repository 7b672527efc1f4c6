"""The catalogue and the rosters as rows for the warehouse, by column of the table of that name in `load/schema/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extract.roster import Roster
from extract.source import Source, Years


def sources_to_rows(sources: Iterable[Source]) -> Iterator[dict[str, Any]]:
    """Rows of `source`."""
    for source in sources:
        yield {
            "source_id": source.id,
            **{name: getattr(source, name) for name in ("family", "url", "agency", "region_code", "region_name")},
            **_years_to_columns(source.years),
            "expected_minimum": source.expected.minimum,
            "expected_maximum": source.expected.maximum,
            "verified_on": source.verified,
        }


def rosters_to_rows(rosters: Iterable[Roster]) -> Iterator[dict[str, Any]]:
    """Rows of `roster_agency`."""
    for roster in rosters:
        for agency in roster.agencies:
            yield {
                "region_code": roster.region_code,
                "region_name": roster.region_name,
                "agency": agency.name,
                "names": list(agency.names),
                **_years_to_columns(agency.years),
            }


def _years_to_columns(years: Years | None) -> dict[str, int | None]:
    return {"first_year": years.first if years else None, "last_year": years.last if years else None}

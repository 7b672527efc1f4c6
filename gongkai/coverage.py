"""How much of what agencies must publish is archived: reports per agency and year against the rosters."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from extract.ledger_schema import extraction, link, open_engine
from extract.roster import Roster, expected_reports, source_to_roster
from extract.source import Source
from gongkai.standing import is_last_reading


@dataclass(frozen=True, slots=True)
class Archived:
    """A report that a source has, as far as its link tells."""

    source_id: str
    title: str
    agency: str | None
    report_year: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source has of the reports that it must have, by agency and year."""

    expected: frozenset[tuple[str, int]]
    missing: frozenset[tuple[str, int]]

    def __str__(self) -> str:
        return f"{len(self.expected) - len(self.missing)} of {len(self.expected)}"


def archived_reports(ledger_url: str) -> list[Archived]:
    """The archived documents whose title says a year, those excepted that were read and are no reports."""
    query = (
        select(link.c.source_id, link.c.title, link.c.agency, link.c.report_year)
        .select_from(link.outerjoin(extraction, is_last_reading()))
        .where(
            link.c.sha256.is_not(None),
            link.c.report_year.is_not(None),
            link.c.kind != "other",
            or_(extraction.c.outcome.is_(None), extraction.c.outcome == "report"),
        )
    )
    engine = open_engine(ledger_url)
    try:
        with engine.connect() as connection:
            return [Archived(**row._asdict()) for row in connection.execute(query)]
    finally:
        engine.dispose()


def sources_to_coverage(
    sources: Iterable[Source],
    rosters: Mapping[tuple[str, bool], Roster],
    archived: Iterable[Archived],
    today: datetime.date,
) -> dict[str, Coverage]:
    """The coverage of each source for which somebody has said who must publish there."""
    by_source: dict[str, list[Archived]] = {}
    for report in archived:
        by_source.setdefault(report.source_id, []).append(report)
    covered = {}
    for source in sources:
        roster = source_to_roster(source, rosters)
        if roster is not None:
            expected = expected_reports(source, roster, today)
            found: set[Any] = {_to_cell(report, source, roster) for report in by_source.get(source.id, [])}
            covered[source.id] = Coverage(frozenset(expected), frozenset(expected - found))
    return covered


def _to_cell(report: Archived, source: Source, roster: Roster) -> tuple[str | None, int]:
    agency = source.agency or roster.text_to_agency(report.agency or report.title)
    return agency, report.report_year

"""What a document is read into: a report, its facts, its unknown rows and what is doubtful about them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from extract.document import Locator

EXTRACTOR_VERSION = "2026.11.5"
"""Changes whenever any document may be read differently; the archive is then read again."""

State = Literal["reported", "zero_stated", "blank", "not_applicable", "illegible", "missing"]
FactSource = Literal["table", "table_note", "narrative"]
Severity = Literal["error", "warning", "note"]
Verdict = Literal["source", "parse", "undecidable"]
Scope = Literal["own", "region"]
Outcome = Literal["report", "not_a_report", "unreadable", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document before it is read: its link and its source's catalogue entry."""

    url: str | None = None
    title: str | None = None
    agency: str | None = None
    region_code: str | None = None
    report_year: int | None = None
    published_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One yearly report; its identity is (agency, report_year, scope)."""

    title: str | None
    report_year: int | None
    form: str | None
    """The form vintage of its tables (`2008`, `2014`, `2019`, `2021`), None where it has none."""
    agency: str | None
    region_code: str | None
    """Six digits as of `region_year`; None where the text leaves it open."""
    region_name: str | None
    region_year: int | None
    """The year whose boundaries `region_code` follows: the report year, at most 2024."""
    scope: Scope
    published_on: datetime.date | None
    url: str | None
    parts: tuple[str, ...]
    """sha256 of each part, the page itself first."""
    extractor_version: str = EXTRACTOR_VERSION
    agency_key: str | None = None
    """The agency's name folded with its region, the same for its abbreviations and for pages in traditional script."""


class Key(NamedTuple):
    """Which cell of a form: the metric, and of which kind of applicant and by which channel it is counted."""

    code: str
    applicant: str = "all"
    channel: str = "all"


class Fact(NamedTuple):
    """One number that a report states (or the state in which it leaves it), and where."""

    code: str
    value: Decimal | None
    unit: str
    """The stored unit of the metric (件, 元 …)."""
    raw: str
    """What was printed: the cell's text, or at most the clause."""
    state: State
    source: FactSource
    locator: Locator | None
    """None only for `missing`."""
    applicant: str = "all"
    channel: str = "all"
    label: str = ""
    raw_unit: str = ""
    approximate: bool = False
    by_position: bool = False
    """True where no label was left and the cell was read by its position."""
    confidence: float = 1.0
    suggestion: Decimal | None = None
    """What the identities would have here, beside the printed value, never instead of it."""

    @property
    def key(self) -> Key:
        """The cell of the form that a fact of a table answers."""
        return Key(self.code, self.applicant, self.channel)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of a statistics table that no form knows: kept and reported, never guessed."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    locator: Locator


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The one single-cell change that satisfies every identity, with its proof."""

    code: str
    applicant: str
    value: Decimal
    identities: tuple[str, ...]
    """The identities that fail as printed and hold after the change."""
    channel: str = "all"

    @property
    def key(self) -> Key:
        """The cell to change."""
        return Key(self.code, self.applicant, self.channel)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a report that an analyst must know before citing it."""

    rule: str
    severity: Severity
    codes: tuple[str, ...]
    message: str
    verdict: Verdict
    observed: Decimal | None = None
    expected: Decimal | None = None
    applicant: str | None = None
    locator: Locator | None = None
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document gave; `reason` says why where it is no report."""

    outcome: Outcome
    reason: str | None = None
    report: Report | None = None
    facts: tuple[Fact, ...] = ()
    raw_rows: tuple[RawRow, ...] = ()
    findings: tuple[Finding, ...] = ()

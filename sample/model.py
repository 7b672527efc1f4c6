"""The types the sample passes along: who reports, what a cell prints, what a table looks like, what is true of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Key = tuple[str, str]
"""A metric code and its applicant: what one cell of a form counts.

Where a form of before 2019 counts by channel, the code has it behind an `@`: `requests.received@online`.
"""

State = Literal["reported", "zero_stated", "blank", "not_applicable", "illegible", "missing"]

APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
"""The six applicant columns of table 3, in the order printed; `total` follows them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A county-level division: its name, its six-digit code, and the city and province it lies in."""

    name: str
    code: str
    city: str
    province: str


@dataclass(frozen=True, slots=True)
class Agency:
    """Who publishes a report every year."""

    slug: str
    """Unique in a corpus: region code and department, as `220106-yjj`."""
    name: str
    """As printed in its titles and under its reports."""
    place: Place
    topics: tuple[str, ...]
    """What it publishes about, as category labels."""
    source: str
    """Id of the source whose column lists it."""
    volume: int
    """About how many requests reach it in a year."""
    organ_code: str
    """Its code in the portal's directory of agencies (eighteen characters)."""

    @property
    def is_township(self) -> bool:
        """Whether it is the lowest level of government, whose early reports have no table."""
        return self.name.endswith(("镇人民政府", "乡人民政府", "街道办事处"))


@dataclass(frozen=True, slots=True)
class Printed:
    """One value as a report prints it, and what that says."""

    raw: str
    value: Decimal | None
    """In the stored unit of the metric; None where no number is printed."""
    state: State
    unit: str = ""
    """What the column of units prints beside it, if not what the form does."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A printed cell; `key` is None for a label."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its cells cover every place of the grid exactly once, in reading order."""

    cells: tuple[GridCell, ...]
    columns: int
    header_rows: int = 0
    """Rows that a renderer may print again on a second page."""

    @property
    def row_count(self) -> int:
        """Rows of the expanded grid."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    def rows(self) -> list[list[GridCell]]:
        """The cells that start in each row, left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return [sorted(row, key=lambda cell: cell.column) for row in rows]

    def places(self) -> list[list[GridCell]]:
        """The cell that covers each place, row by row."""
        places = [[self.cells[0]] * self.columns for _ in range(self.row_count)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    places[row][column] = cell
        return places


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of prose."""

    text: str
    kind: Literal["title", "heading", "body", "sign"] = "body"


Block = Para | Grid


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """One fact that a document states; `value` is exact and in the stored unit."""

    code: str
    value: Decimal | None
    raw: str
    state: State = "reported"
    source: Literal["table", "table_note", "narrative"] = "narrative"
    applicant: str = "all"
    channel: str = "all"
    label: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class RawRowAnswer:
    """A row of a statistics table that no form knows: a reader must keep it and map it to nothing."""

    label: str
    texts: tuple[str, ...]
    """Its unit and its number, as printed."""


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """Something a reader must say about a damaged document."""

    codes: tuple[str, ...]
    about: str
    applicant: str | None = None
    observed: Decimal | None = None
    expected: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers behind one report; within it and over an agency's years they satisfy spec/forms.md."""

    year: int
    form: str
    cells: Mapping[Key, Decimal]
    """Every cell of the three tables, in the stored unit."""
    channels: Mapping[str, int]
    """Items published, by channel; they add up to `disclosed`."""
    categories: Mapping[str, int]
    """The same items by category."""
    complaints: int

    @property
    def disclosed(self) -> int:
        """Items published in the year."""
        return sum(self.channels.values())

    @property
    def requests(self) -> int:
        """Requests received in the year."""
        everyone = "total" if ("requests.received", "total") in self.cells else "all"
        return self.count("requests.received", everyone)

    def count(self, code: str, applicant: str = "all") -> int:
        """The whole number in a cell."""
        return int(self.cells[code, applicant])

    def counted(self, code: str) -> int:
        """The same for everyone, 0 where the form does not ask for it."""
        return int(self.cells.get((code, "all"), 0))


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A report before it is rendered: the same for every format."""

    title: str
    agency: Agency
    year: int
    form: str | None
    published_on: datetime.date
    blocks: tuple[Block, ...]
    facts: tuple[FactAnswer, ...] = ()
    outcome: Literal["report", "not_a_report"] = "report"
    damage: str | None = None
    damaged: tuple[Key, ...] = ()
    findings: tuple[FindingAnswer, ...] = ()
    raw_rows: tuple[RawRowAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """Which document to make: everything that does not come from its content."""

    id: str
    agency: Agency
    year: int
    format: str
    family: str
    """A row of `sample.portal_families`."""
    path: str
    """URL path under the portal's root."""
    published_on: datetime.date
    special: str | None = None
    """Name of a damage or of a page that is no report."""
    varied: bool = True
    """Whether its tables are laid out and its page is made in all the ways that are seen, or as prescribed."""

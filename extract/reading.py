"""How far the reading of a source's lists has come, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.columns import Column
from extract.errors import PortalChanged
from extract.ledger_rows import LinkRow, ListingOutcome
from extract.links import ListPage, url_to_key
from extract.source import Expected


@dataclass(slots=True, eq=False)
class ColumnReading:
    """The pages of one column."""

    column: Column
    guessed: int | None = None
    """The number of the page that was asked for although nothing says that it exists."""
    announced: int | None = None
    pages_read: int = 0
    has_columns: bool = False
    """Whether its first page has columns below it."""
    shown: set[str] = field(default_factory=set)
    """The links so far, by key."""

    @property
    def is_empty(self) -> bool:
        """Whether it is a column below another, and holds nothing."""
        return bool(self.column.names) and not self.shown and not self.has_columns

    def take_page(self, page: ListPage, number: int, *, has_columns: bool) -> bool:
        """Count a page that was read; whether it shows a link that none before it showed.

        Raises `PortalChanged` where a list goes on with a page that lists nothing.
        """
        if number == 1:
            self.announced = page.announced
            self.has_columns = has_columns
        elif not page.links:
            told = f"the first page announces {self.announced} pages" if self.announced else "the list goes on to it"
            raise PortalChanged(f"it has no links, and {told}; {len(self.shown)} links were listed before it")
        self.pages_read += 1
        keys = {url_to_key(link.url) for link in page.links}
        fresh = not keys <= self.shown
        self.shown |= keys
        return fresh


class SourceReading:
    """The columns of one source, what they listed and what went wrong."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._columns: list[ColumnReading] = []
        self._seen: set[str] = set()
        self._problems: list[tuple[ListingOutcome, str]] = []
        self.listed: dict[str, LinkRow] = {}
        """The links of all columns, by key."""
        self.left_out: set[str] = set()
        """The columns that hold no report of the years asked for."""
        self.pages = 0
        """List pages asked for."""

    def take_new(self, url: str) -> bool:
        """Whether no column of this address was met before."""
        is_new = url_to_key(url) not in self._seen
        self._seen.add(url_to_key(url))
        return is_new

    def open(self, column: Column) -> ColumnReading:
        """Begin with a column."""
        self._columns.append(ColumnReading(column))
        return self._columns[-1]

    def add_problem(self, outcome: ListingOutcome, column: Column | None, number: int | None, reason: str) -> None:
        """Note what went wrong, with a page of a column or with the whole."""
        self._problems.append((outcome, reason if number is None else f"{page_name(column, number)}: {reason}"))

    def judge(self) -> tuple[ListingOutcome, str | None]:
        """How reading the source ended: the first problem, or what its counts say."""
        if self._problems:
            return self._problems[0]
        for reading in self._columns:
            if reading.announced is not None and reading.pages_read < reading.announced:
                told = f"announces {reading.announced} pages and ends after {reading.pages_read}"
                return "changed", f"{_list_name(reading.column)} {told}"
        return self._judge_length()

    def _judge_length(self) -> tuple[ListingOutcome, str | None]:
        listed, expected = len(self.listed), self._expected
        if self.left_out:
            return "crawled", f"{len(self.left_out)} columns of other years were left out"
        if listed == 0:
            return "changed", f"the list is empty where {expected.minimum} links or more are expected"
        if listed < expected.minimum:
            return "changed", f"the list has {listed} links where {expected.minimum} or more are expected"
        if listed > expected.maximum:
            return "crawled", f"the list has {listed} links, more than the {expected.maximum} expected"
        if empty := [reading.column for reading in self._columns if reading.is_empty]:
            return "crawled", f"{len(empty)} columns are empty, the first of them {_list_name(empty[0])}"
        return "crawled", None


def _list_name(column: Column | None) -> str:
    """What a column is called in a reason: `the list 2021年 › 市直部门`."""
    return " ".join(("the list", *((" › ".join(column.names),) if column and column.names else ())))


def page_name(column: Column | None, number: int) -> str:
    """What a list page is called in a reason.

    >>> page_name(Column("http://a.example/", ("2021年", "市直部门")), 2)
    'page 2 of the list 2021年 › 市直部门'
    """
    return f"page {number} of {_list_name(column)}"

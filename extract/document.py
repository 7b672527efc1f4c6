"""The one shape in which every reader gives a document: blocks of paragraphs and tables, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

BBox = tuple[float, float, float, float]

CERTAIN = 0.9
"""What was recognised with a lower confidence is in doubt, and every fact read from it is flagged."""


class Locator(NamedTuple):
    """Where something stands in the archived original, precisely enough to highlight it."""

    part: str = ""
    """The part of the document: empty for the file itself, else a member of an archive, a picture's URL, a sheet;
    a part of a part after `!`, as `附件.zip!附表.xlsx!Sheet1`."""
    page: int | None = None
    """Page number from 1 (PDF, scan)."""
    bbox: BBox | None = None
    """Left, top, right, bottom in points from the page's top left corner (PDF), or in pixels (scan)."""
    path: str | None = None
    """Element path (HTML, DOCX), as `/html[1]/body[1]/table[2]/tr[3]/td[1]`."""
    cell: str | None = None
    """Cell of a sheet, as `B7`."""
    line: int | None = None
    """Line number from 1 (text)."""
    column: int | None = None
    """Character column from 1 (text)."""


NOWHERE = Locator()
"""In the file itself, no more is known."""


class Cell(NamedTuple):
    """One printed cell of a table; `row` and `column` count from 0 in the expanded grid."""

    text: str
    """As printed, line breaks kept."""
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    locator: Locator = NOWHERE
    confidence: float = 1.0
    """1.0 where the text comes from the file itself; below 1.0 where it was recognised in a picture."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order: no two cover the same place of the grid, but places may be left uncovered."""

    cells: tuple[Cell, ...]
    grid_proven: bool
    """True where the grid comes from markup or ruled lines, False where it was guessed (flattened text)."""
    recognised: bool = False
    """True where the texts were recognised in a picture: what does not add up may then be our reading."""

    @property
    def row_count(self) -> int:
        """Rows of the expanded grid."""
        return max([cell.row + cell.rowspan for cell in self.cells], default=0)

    @property
    def column_count(self) -> int:
        """Columns of the expanded grid."""
        return max([cell.column + cell.colspan for cell in self.cells], default=0)

    def rows(self) -> list[list[Cell]]:
        """The cells that start in each row, left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=lambda cell: cell.column)
        return rows


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or line of prose, as printed."""

    text: str
    locator: Locator = NOWHERE
    confidence: float = 1.0
    """1.0 where the text comes from the file itself; below 1.0 where it was recognised in a picture."""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader gives: everything printed in the body of a file, in reading order."""

    sha256: str
    media_type: str
    title: str | None = None
    """The title that the file itself states (HTML `ArticleTitle` or `<h1>`, DOCX core properties); None if none."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the file says about itself, by lower-case key: `published_on`, `source`, `author`, `encoding`, …"""
    blocks: tuple[Block, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

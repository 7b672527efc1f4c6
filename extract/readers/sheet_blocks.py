"""The cells of a sheet → its lines of prose and its tables, which stand under one another without a mark between."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.readers.flat_rows import is_heading, is_number
from extract.readers.html_text import INVISIBLE
from extract.readers.plausible import is_plausible_title
from extract.readers.sheet_values import place_to_name

_LONG = 60
_ARTICLE = re.compile(r"^\s*第.{1,5}条第?.{0,6}$")  # 第二十条第（一）项: the first row of its table, merged across it


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with text; row and column from 0 in the sheet."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class _Row:
    """One row of the sheet: the cells with text that start in it, and whether one from above reaches into it."""

    number: int
    cells: list[SheetCell]
    reached: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.cells and not self.reached

    @property
    def lone(self) -> str | None:
        """The text of the only cell."""
        return self.cells[0].text if len(self.cells) == 1 and not self.reached else None


def cells_to_blocks(cells: Sequence[SheetCell], sheet: str, hidden: Collection[int] = ()) -> list[Block]:
    """Tables are runs of rows with several cells; a cell that has a row to itself is prose where it reads like it.

    `hidden` are the numbers of rows that are not printed: what stands above and below them stands together.
    """
    rows = [row for row in _cells_to_rows(cells) if row.number not in hidden]
    in_table = _rows_in_tables(rows)
    blocks: list[Block] = []
    end = 0
    for is_table, group in groupby(zip(rows, in_table, strict=True), key=lambda pair: pair[1]):
        run = [row for row, _ in group]
        end += len(run)
        if is_table:
            filled = [row for row in run if not row.is_empty]
            if not any(in_table[end + 1 : end + 2]):  # else what stands there may be its values
                filled = _with_blank_values(filled, rows[end : end + 1])
            blocks.append(_rows_to_table(filled, sheet))
        else:
            blocks.extend(paragraph for row in run for cell in row.cells for paragraph in _paragraphs(cell, sheet))
    return blocks


def _cells_to_rows(cells: Sequence[SheetCell]) -> list[_Row]:
    last = max((cell.row + cell.rowspan for cell in cells), default=0)
    rows = [_Row(number, []) for number in range(min((cell.row for cell in cells), default=0), last)]
    first = rows[0].number if rows else 0
    for cell in cells:
        rows[cell.row - first].cells.append(cell)
        for below in range(cell.row + 1, cell.row + cell.rowspan):
            rows[below - first].reached = True
    return rows


def _rows_in_tables(rows: Sequence[_Row]) -> list[bool]:
    """Rows of several cells are a table's; so is a lone one beside them, unless it reads like prose."""
    sure = [bool(row.cells) and row.lone is None for row in rows]
    marks = list(sure)
    for order in (range(len(rows)), reversed(range(len(rows)))):  # a run of lone rows hangs on either end
        step = 1 if isinstance(order, range) else -1
        for at in order:
            before, after = at - step, at + step
            text = rows[at].lone
            if text is None or not 0 <= before < len(rows) or not marks[before]:
                continue
            enclosed = 0 <= after < len(rows) and sure[after]
            marks[at] = marks[at] or _belongs(text, enclosed=enclosed)
    for at in range(1, len(rows)):
        if rows[at].reached and not rows[at].cells:
            marks[at] = marks[at - 1]
    for at in range(1, len(rows) - 1):
        if rows[at].is_empty and marks[at - 1] and marks[at + 1] and _goes_on(rows[at + 1]):
            marks[at] = True
    return marks


def _goes_on(row: _Row) -> bool:
    """Whether a row below an empty one belongs to the table above it: it is no row of heads, which begin a table."""
    if row.lone is not None:
        return _ARTICLE.match(row.lone) is None
    return row.reached or any(is_number(cell.text) for cell in row.cells)


def _belongs(text: str, *, enclosed: bool) -> bool:
    """Whether a lone text beside a table is one of its rows; `enclosed` where the table goes on after it."""
    if _ARTICLE.match(text):
        return True
    if is_heading(text) or is_plausible_title(text) or "。" in text:
        return False
    return enclosed or (len(text) < _LONG and "：" not in text)


def _with_blank_values(run: list[_Row], following: Sequence[_Row]) -> list[_Row]:
    """A table without a single value goes on in the empty row below it, or below the sheet: its values are blank."""
    if any(is_number(cell.text) for row in run for cell in row.cells) or any(not row.is_empty for row in following):
        return run
    return [*run, *(following or [_Row(run[-1].number + 1, [])])]


def _rows_to_table(run: Sequence[_Row], sheet: str) -> Table:
    """The rectangle that the cells span, empty places as empty cells."""
    first = run[0].number
    filled = [cell for row in run for cell in row.cells]
    left = min(cell.column for cell in filled)
    right = max(cell.column + cell.colspan for cell in filled)
    taken = {
        (row, column)
        for cell in filled
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    }
    blanks = (
        SheetCell("", row.number, column)
        for row in run
        for column in range(left, right)
        if (row.number, column) not in taken
    )
    ordered = sorted([*filled, *blanks], key=lambda cell: (cell.row, cell.column))
    return Table(
        tuple(
            Cell(cell.text, cell.row - first, cell.column - left, cell.rowspan, cell.colspan, _place(cell, sheet))
            for cell in ordered
        ),
        grid_proven=True,
    )


def _paragraphs(cell: SheetCell, sheet: str) -> Iterator[Paragraph]:
    for line in cell.text.split("\n"):
        if INVISIBLE.sub("", line):
            yield Paragraph(line.strip(), _place(cell, sheet))


def _place(cell: SheetCell, sheet: str) -> Locator:
    return Locator(part=sheet, cell=place_to_name(cell.row, cell.column))

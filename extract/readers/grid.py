"""From cells with spans to a grid, and from a grid to what in it is data and what is page layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from extract.errors import RefusedFile

Holder = TypeVar("Holder")

_MAX_COLSPAN = 1000  # HTML's own limit; what is wider is a slip such as colspan="1000000"
_WIDEST_MEANT = 60  # a span wider than any form is cut to the columns that the other cells use
_MAX_PLACES = 2_000_000
_PROSE_LENGTH = 120
_ESSAY_LENGTH = 400
_SENTENCE_END = re.compile("[。；！]")


@dataclass(slots=True)
class GridCell(Generic[Holder]):
    """One cell on its way into a `Table`; `holder` is the element it came from."""

    holder: Holder
    rowspan: int
    colspan: int
    text: str = ""
    nested: bool = False
    """Whether it holds a table of its own; its text is then not collected."""
    row: int = -1
    column: int = -1

    @property
    def is_prose(self) -> bool:
        """Whether it holds what no cell of a form holds: another table, sentences, or an essay."""
        if self.nested or len(self.text) >= _ESSAY_LENGTH:
            return True
        return len(self.text) >= _PROSE_LENGTH and len(_SENTENCE_END.findall(self.text)) >= 2


def spanned_rows_to_grid(rows: Sequence[Sequence[GridCell[Holder]]]) -> list[GridCell[Holder]]:
    """Give every cell its place: each goes to the first free column of its row, as HTML's table model has it.

    A rowspan of 0 or past the last row ends with the rows given; a colspan ends where a cell from above stands.
    The cells are changed in place and returned in reading order. Raises RefusedFile for a grid of absurd size.
    """
    taken: list[set[int]] = [set() for _ in rows]  # by cells that stand further up
    placed: list[GridCell[Holder]] = []
    places = 0
    for row, cells in enumerate(rows):
        column, rows_left, taken_here = 0, len(rows) - row, taken[row]
        for cell in cells:
            while column in taken_here:
                column += 1
            width = 1
            while width < cell.colspan and width < _MAX_COLSPAN and column + width not in taken_here:
                width += 1
            height = cell.rowspan if 0 < cell.rowspan < rows_left else rows_left
            places += width * height
            if places > _MAX_PLACES:
                raise RefusedFile(f"a table covers more than {_MAX_PLACES:,} places; look at it by hand")
            for below in range(row + 1, row + height):
                taken[below].update(range(column, column + width))
            cell.row, cell.column, cell.rowspan, cell.colspan = row, column, height, width
            placed.append(cell)
            column += width
    _cut_slips(placed)
    return placed


def _cut_slips(cells: list[GridCell[Holder]]) -> None:
    """A colspan far wider than the form ends with the columns that the sensible cells use."""
    if not any(cell.colspan > _WIDEST_MEANT for cell in cells):
        return
    meant = max((c.column + (c.colspan if c.colspan <= _WIDEST_MEANT else 1) for c in cells), default=0)
    for cell in cells:
        cell.colspan = max(1, min(cell.colspan, meant - cell.column))


def is_data_table(cells: Sequence[GridCell[Holder]]) -> bool:
    """Whether a grid is read as a table: two columns or more, nothing nested, and not mostly prose."""
    filled = [cell for cell in cells if cell.text.strip()]
    if any(cell.nested for cell in cells) or len(filled) < 2 or not any(cell.column for cell in filled):
        return False
    prose = sum(len(cell.text) for cell in filled if cell.is_prose)
    return not prose or prose * 2 <= sum(len(cell.text) for cell in filled)


def layout_to_parts(cells: Sequence[GridCell[Holder]]) -> Iterator[list[GridCell[Holder]] | GridCell[Holder]]:
    """A layout grid in reading order: runs of rows that are data (row numbers from 0), and cells to descend into."""
    run: list[GridCell[Holder]] = []
    for row in _by_row(cells):
        if _is_data_row(row):
            run.extend(row)
            continue
        if run:
            yield _rebased(run)
            run = []
        yield from row
    if run:
        yield _rebased(run)


def _by_row(cells: Iterable[GridCell[Holder]]) -> Iterator[list[GridCell[Holder]]]:
    rows: dict[int, list[GridCell[Holder]]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return iter(rows.values())


def _is_data_row(row: Sequence[GridCell[Holder]]) -> bool:
    filled = [cell for cell in row if cell.text.strip() or cell.nested]
    return len(filled) >= 2 and not any(cell.is_prose or cell.text.rstrip().endswith("。") for cell in filled)


def _rebased(run: list[GridCell[Holder]]) -> list[GridCell[Holder]]:
    first, last = run[0].row, run[-1].row
    for cell in run:
        cell.rowspan = min(cell.rowspan, last + 1 - cell.row)
        cell.row -= first
    return run

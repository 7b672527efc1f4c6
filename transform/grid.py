"""A table as rows of printed cells, which is how labels and values are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from extract.document import Cell, Table
from transform.labels import fold_label
from transform.numbers import text_to_value


@dataclass(frozen=True)
class Row:
    """One row: in a proven grid the cell that covers each column (None where none does), else the cells as printed.

    What its cells are is worked out once, when it is made.
    """

    index: int
    covering: tuple[Cell | None, ...]
    row_labels: frozenset[str] = frozenset()
    """The folded row labels of the form: words behind one of them stand where a value should."""
    unit: Cell | None = None
    """The unit printed beside the value of a list's row."""
    label_count: int | None = None
    """How many of the cells are labels, where the header of a list says it."""
    cells: tuple[Cell, ...] = field(init=False)
    """The distinct cells, left to right."""
    labels: tuple[Cell, ...] = field(init=False)
    """The leading cells that hold words; the row's own label is the last."""
    after_labels: tuple[Cell, ...] = field(init=False)
    """The cells behind the last label: the candidates for values."""
    folded: tuple[str, ...] = field(init=False)
    """The labels, folded."""
    is_known: bool = field(init=False)
    """Whether the last label is one of the form."""
    has_number: bool = field(init=False)
    """Whether any cell holds a number."""

    def __post_init__(self) -> None:
        cells = tuple({id(cell): cell for cell in self.covering if cell is not None}.values())
        labels = _leading_labels(cells, self.row_labels) if self.label_count is None else cells[: self.label_count]
        folded = [fold_label(cell.text) for cell in labels]
        vars(self).update(  # nothing can be assigned to a frozen row
            cells=cells,
            labels=labels,
            after_labels=_behind(labels, cells),
            folded=tuple(filter(None, folded)),
            is_known=bool(folded) and folded[-1] in self.row_labels,
            has_number=any(map(_is_number, [cell.text for cell in cells])),
        )


def _leading_labels(cells: Sequence[Cell], row_labels: frozenset[str]) -> tuple[Cell, ...]:
    """The cells of words in front, up to the last label of the form or else the first value.

    The row's own label is the last: one that began in a row above comes before it, also where a span that is too
    short has moved it to the right.
    """
    labels = _leading_words(cells)
    known = [at for at, cell in enumerate(labels) if fold_label(cell.text) in row_labels]
    if not known:
        return tuple(labels)
    own = labels[known[-1]]
    behind = takewhile(lambda cell: cell.row < own.row, labels[known[-1] + 1 :])
    return tuple(sorted([*labels[: known[-1] + 1], *behind], key=lambda cell: cell.row))


def _leading_words(cells: Sequence[Cell]) -> list[Cell]:
    """The cells up to the first value, without blank ones; a number in front is the row's own (序号), not a value."""
    words: list[Cell] = []
    is_numbered = False
    for cell in cells:
        if not cell.text.strip():
            continue
        if not is_value(cell.text):
            words.append(cell)
        elif words or is_numbered:
            break
        else:
            is_numbered = True
    return words


def _behind(labels: Sequence[Cell], cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return cells[max(map(cells.index, labels), default=-1) + 1 :]


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Whether a cell's text is a number or a mark for none (and not blank)."""
    value = text_to_value(text)
    return value is not None and value.state != "blank"


@lru_cache(maxsize=65536)
def _is_number(text: str) -> bool:
    value = text_to_value(text)
    return value is not None and value.state == "reported"


def table_to_rows(table: Table, row_labels: frozenset[str]) -> list[Row]:
    """The rows of a table, top to bottom; a ragged row of a flattened table keeps its own length."""
    if not table.grid_proven:
        return [Row(index, tuple(cells), row_labels) for index, cells in enumerate(table.rows())]
    width = table.column_count
    grid: list[list[Cell | None]] = [[None] * width for _ in range(table.row_count)]
    for cell in table.cells:
        columns = slice(cell.column, cell.column + cell.colspan)
        for row in grid[cell.row : cell.row + cell.rowspan]:
            row[columns] = [cell] * cell.colspan
    return [Row(index, tuple(cells), row_labels) for index, cells in enumerate(grid)]

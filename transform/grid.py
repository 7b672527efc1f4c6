"""A table as rows of printed cells, which is how labels and values are found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from extract.document import Cell, Table
from transform.labels import fold_label
from transform.numbers import text_to_value


@dataclass(frozen=True)
class Row:
    """One row: in a proven grid the cell that covers each column (None where none does), else the cells as printed."""

    index: int
    covering: tuple[Cell | None, ...]
    row_labels: frozenset[str] = frozenset()
    """The folded row labels of the form: words behind one of them stand where a value should."""
    unit: Cell | None = None
    """The unit printed beside the value of a list's row."""
    label_count: int | None = None
    """How many of the cells are labels, where the header of a list says it."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The distinct cells, left to right."""
        return tuple({id(cell): cell for cell in self.covering if cell is not None}.values())

    @cached_property
    def labels(self) -> tuple[Cell, ...]:
        """The leading cells that hold words, up to the last label of the form or else the first value.

        The row's own label is the last: one that began in a row above comes before it, also where a span that is too
        short has moved it to the right. A number in front of them is the row's own (序号), not a value.
        """
        if self.label_count is not None:
            return self.cells[: self.label_count]
        filled = [cell for cell in self.cells if cell.text.strip()]
        if len(filled) > 1 and is_value(filled[0].text) and not is_value(filled[1].text):
            filled = filled[1:]
        labels = list(takewhile(lambda cell: not is_value(cell.text), filled))
        known = [at for at, cell in enumerate(labels) if fold_label(cell.text) in self.row_labels]
        if not known:
            return tuple(labels)
        own = labels[known[-1]]
        behind = takewhile(lambda cell: cell.row < own.row, labels[known[-1] + 1 :])
        return tuple(sorted([*labels[: known[-1] + 1], *behind], key=lambda cell: cell.row))

    @cached_property
    def is_known(self) -> bool:
        """Whether the last label is one of the form."""
        return bool(self.labels) and fold_label(self.labels[-1].text) in self.row_labels

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The labels, folded."""
        return tuple(folded for cell in self.labels if (folded := fold_label(cell.text)))

    @cached_property
    def has_number(self) -> bool:
        """Whether any cell holds a number."""
        return any(_is_number(cell.text) for cell in self.cells)

    def after_labels(self) -> tuple[Cell, ...]:
        """The cells behind the last label: the candidates for values."""
        return self._behind_labels

    @cached_property
    def _behind_labels(self) -> tuple[Cell, ...]:
        if not self.labels:
            return self.cells
        labels = {id(cell) for cell in self.labels}
        return self.cells[max(i for i, cell in enumerate(self.cells) if id(cell) in labels) + 1 :]


def is_value(text: str) -> bool:
    """Whether a cell's text is a number or a mark for none (and not blank)."""
    value = text_to_value(text)
    return value is not None and value.state != "blank"


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
        for row in range(cell.row, cell.row + cell.rowspan):
            grid[row][cell.column : cell.column + cell.colspan] = [cell] * cell.colspan
    return [Row(index, tuple(cells), row_labels) for index, cells in enumerate(grid)]

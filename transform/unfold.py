"""A table flattened to one cell a line → its rows again, by the labels of the form and where values end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.document import Cell, Table
from transform.form import Form
from transform.grid import Row, is_value
from transform.labels import fold_label

_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页")
_FEW = 4
_BROKEN_OVER = 3
"""Lines over which one label may be broken."""


def is_column(table: Table) -> bool:
    """Whether nothing is left of a table but its cells in reading order."""
    return not table.grid_proven and table.column_count == 1


def unfold_column(table: Table, form: Form) -> list[Row]:
    """Rows as the form has them: a label behind a value begins one, and labels of columns stand in rows of their own.

    The cells keep their places in the document; those of a label that was broken over lines are joined.
    """
    widths = {len(row.table.column_leaves) for row in form.rows if not row.leaf.path}
    rows: list[list[Cell]] = []
    stretches = list(_stretches(sorted(table.cells, key=lambda cell: cell.row)))
    for words, values in _without_numbering(stretches):
        header, labels = _split_labels(words, form)
        if len(values) in widths:
            header, labels = [*header, *labels], []
        if header:
            rows.append(header)
        if labels or values:
            rows.append([*labels, *values])
    return [Row(index, tuple(cells), form.row_labels) for index, cells in enumerate(rows)]


def _stretches(cells: Sequence[Cell]) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """Words and the values behind them, again and again."""
    words: list[Cell] = []
    values: list[Cell] = []
    for cell in cells:
        if _PAGE_NUMBER.fullmatch(cell.text.strip()):
            continue
        if is_value(cell.text) or not cell.text.strip():
            values.append(cell)
            continue
        if values:
            yield words, values
            words, values = [], []
        words.append(cell)
    if words or values:
        yield words, values


def _without_numbering(stretches: list[tuple[list[Cell], list[Cell]]]) -> list[tuple[list[Cell], list[Cell]]]:
    """Without the numbers of the rows (序号), each of which stands behind the values of the row before: 1, 2, 3, …"""
    numbers = [values[-1].text.strip() if values else "" for _, values in stretches[:-1]]
    if len(numbers) < _FEW or numbers != [str(at) for at in range(1, len(numbers) + 1)]:
        return stretches
    return [*((words, values[:-1]) for words, values in stretches[:-1]), stretches[-1]]


def _split_labels(words: Sequence[Cell], form: Form) -> tuple[list[Cell], list[Cell]]:
    """The labels of columns, and behind them the row's own label with those that span it."""
    if not words:
        return [], []
    before, own = _own_label(words, form)
    spanning: list[Cell] = []
    while before and fold_label(before[-1].text) in form.spanning_labels:
        spanning.insert(0, before.pop())
    return before, [*spanning, own]


def _own_label(words: Sequence[Cell], form: Form) -> tuple[list[Cell], Cell]:
    """The words before the last label, and that label, whole where it was broken over lines."""
    for lines in range(1, min(_BROKEN_OVER, len(words)) + 1):
        text = "".join(cell.text for cell in words[-lines:])
        if fold_label(text) in form.row_labels:
            first = words[-lines]
            return list(words[:-lines]), Cell(text, first.row, first.column, locator=first.locator)
    return list(words[:-1]), words[-1]

"""One printed row of a list of indicators: which of its cells are labels, which is the unit and which the value.

The labels above the columns (统计指标, 单位, 统计数) say it, so that a unit, a code (代码) or the number of another
period (累计, 上年同期) is never taken for the value. Where no header fits a row, the row has to say it itself: words, a
unit, and one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.document import Cell
from transform.form_table import FormTable
from transform.grid import Row, is_value
from transform.labels import fold_label
from transform.list_header import Half
from transform.units import is_unit, split_label_unit

_CONTACT = re.compile(r"(?:电话|手机|传真|邮编|邮政编码|日期|负责人|审核人|填[表报]人|联系人)[\s:：]*$")
"""What stands at the foot of a list and is nobody's business."""
_SUMS = frozenset(["合计", "总计", "小计", "总数", "数量"])


@dataclass(frozen=True, slots=True)
class Printed:
    """The form of a list, and how a table prints it."""

    block: FormTable
    row_labels: frozenset[str]
    grid_proven: bool
    half: Half | None = None
    """The header that the cells of a row follow, though not its columns."""
    by_line: bool = False
    """True where every cell has a line of its own."""


def row_to_entries(row: Row, halves: Sequence[Half], printed: Printed) -> list[Row]:
    """What one printed row lists, left to right."""
    placed = [entry for half in halves if (entry := _half_to_entry(row, half, printed)) is not None]
    if placed and len(placed) == len(halves):
        return placed
    return list(cells_to_rows(row.cells, replace(printed, half=halves[0] if len(halves) == 1 else None)))


def _half_to_entry(row: Row, half: Half, printed: Printed) -> Row | None:
    """Labels and value by their columns; None where the row does not stand under this header.

    A label that reaches over the column of values heads a section and has no value.
    """
    if len(row.covering) != half.width or half.value is None:
        return None
    labels = _distinct(row.covering[at] for at in half.labels)
    value = row.covering[half.value]
    unit = row.covering[half.unit] if half.unit is not None else None
    if any(value is label for label in labels):
        return _to_row(labels, None, (), printed)
    unit = None if any(unit is label for label in labels) else unit
    is_displaced = any(is_value(label.text) for label in labels[1:]) or _holds_number(unit)
    is_displaced |= any(_holds_number(row.covering[at]) for at in half.unnamed)
    beside = [row.covering[at] for at in half.behind if at != half.unit]
    is_displaced |= any(cell is None or is_unit(cell.text) for cell in beside)
    if value is None or is_displaced:
        return None
    # A number beside a blank value is one of another period where the form has such, and otherwise perhaps the value.
    may_stray = not value.text.strip() and not printed.block.beside
    astray = [cell for cell in beside if cell is not None and may_stray and _is_number(cell)]
    return _to_row(labels, unit, (value, *astray), printed)


def _distinct(cells: Iterable[Cell | None]) -> list[Cell]:
    return list({id(cell): cell for cell in cells if cell is not None and cell.text.strip()}.values())


def _holds_number(cell: Cell | None) -> bool:
    return cell is not None and any(char.isdigit() for char in cell.text)


def _is_number(cell: Cell) -> bool:
    return _holds_number(cell) and is_value(cell.text)


def cells_to_rows(cells: Sequence[Cell], printed: Printed) -> Iterator[Row]:
    """Read cells in their order: words, then a unit, then numbers, until words begin the next indicator.

    A blank between words is a label column left empty; where every cell has a line of its own it is a blank value.
    Numbers in front of all words count the rows.
    """
    labels: list[Cell] = []
    tail: list[Cell] = []
    for cell in cells:
        if not cell.text.strip() or is_value(cell.text) or is_unit(cell.text):
            tail.append(cell)
            continue
        if labels and tail and (printed.by_line or any(behind.text.strip() for behind in tail)):
            yield _tail_to_row(labels, tail, printed)
            labels = []
        labels, tail = _append_label(labels, cell, printed.row_labels), []
    if labels or any(cell.text.strip() for cell in tail):
        yield _tail_to_row(labels, tail, printed)


def _append_label(labels: list[Cell], cell: Cell, row_labels: frozenset[str]) -> list[Cell]:
    """The labels with one more; a label that was broken over two cells is one."""
    if labels and fold_label(whole := labels[-1].text + cell.text) in row_labels:
        return [*labels[:-1], labels[-1]._replace(text=whole)]
    return [*labels, cell]


def _tail_to_row(labels: Sequence[Cell], tail: Sequence[Cell], printed: Printed) -> Row:
    """One indicator out of its cells; with all that may be its value where they cannot be told apart."""
    unit = next((cell for cell in tail if is_unit(cell.text)), None)
    numbers = [cell for cell in tail if cell.text.strip() and cell is not unit]
    blanks = [cell for cell in tail if not cell.text.strip()]
    if printed.block.beside:
        value = _tail_to_value(tail, printed.half)
        # Without it, one number may be any of the columns: a cell that is not there makes it one of two.
        values = [value] if value is not None else [*tail, *(cell._replace(text="") for cell in tail[-1:])]
    elif numbers or blanks:
        values = numbers or blanks[-1:]
    else:
        # Text that was trimmed has lost its blank cells; a proven grid has lost none.
        values = [unit._replace(text="")] if unit is not None and not printed.grid_proven else []
    return _to_row(labels, unit, values, printed)


def _tail_to_value(tail: Sequence[Cell], half: Half | None) -> Cell | None:
    """The value among the cells behind a label, where they are as many as the columns of the header."""
    if half is None or half.value is None:
        return None
    cells = list(tail)
    while len(cells) > len(half.behind) and not cells[-1].text.strip():
        cells.pop()
    if len(cells) != len(half.behind):
        return None
    by_column = dict(zip(half.behind, cells, strict=True))
    misplaced = [at for at, cell in by_column.items() if is_unit(cell.text) and at != half.unit]
    if misplaced or any(_holds_number(by_column.get(at)) for at in (half.unit, *half.unnamed) if at is not None):
        return None
    return by_column[half.value]


def _to_row(labels: Sequence[Cell], unit: Cell | None, values: Sequence[Cell], printed: Printed) -> Row:
    """A row of labels and values, without a word for the sum or a unit (…数（条）) behind the last label."""
    labels = [cell for cell in labels if not is_value(cell.text)]
    if len(labels) > 1 and fold_label(labels[-1].text) in _SUMS:
        labels.pop()
    if labels:
        text, behind = split_label_unit(labels[-1].text)
        if behind and fold_label(text) in printed.row_labels:
            unit = unit or labels[-1]._replace(text=behind)
            labels[-1] = labels[-1]._replace(text=text)
    is_known = bool(labels) and fold_label(labels[-1].text) in printed.row_labels
    if not is_known and (_is_heading(unit, values) or (labels and _CONTACT.search(labels[-1].text))):
        values = ()
    return Row(0, (*labels, *values), printed.row_labels, unit, len(labels))


def _is_heading(unit: Cell | None, values: Sequence[Cell]) -> bool:
    """Whether nothing but blanks and dashes stands beside a label."""
    has_unit = unit is not None and is_unit(unit.text)
    return not has_unit and not any(_holds_number(cell) for cell in (unit, *values))

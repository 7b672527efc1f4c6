"""Lists of indicators: tables that print one number a row, as rows of their labels and that number alone.

The labels above the columns (统计指标, 单位, 统计数) say which cell is what, so that a unit, a code (代码) or the
number of another period (累计, 上年同期) is never taken for the value. Where no header fits a row, the row has to say
it itself: words, a unit, and one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, takewhile

from extract.document import Cell, Table
from transform.form import Form, FormTable
from transform.grid import Row, is_value, table_to_rows
from transform.labels import fold_label
from transform.list_header import Half, cell_to_role, row_to_halves
from transform.units import is_unit, split_label_unit

_CONTACT = re.compile(r"(?:电话|手机|传真|邮编|邮政编码|日期|负责人|审核人|填[表报]人|联系人)[\s:：]*$")
"""What stands at the foot of a list and is nobody's business."""
_SUMS = frozenset(["合计", "总计", "小计", "总数", "数量"])


@dataclass(frozen=True, slots=True)
class Listing:
    """One printed list, perhaps over several tables: its rows, each labels and the cells that may be its value."""

    rows: tuple[Row, ...]
    grid_proven: bool


def tables_to_listings(tables: Sequence[Table], form: Form) -> list[Listing]:
    """Every list that a document prints; a table that goes on where the one before it ended belongs to the same."""
    order = _label_order(form)
    listings: list[Listing] = []
    halves: Sequence[Half] = ()
    for table in tables:
        rows, halves = _table_to_rows(table, form, halves)
        listing = Listing(tuple(rows), table.grid_proven)
        if listings and _goes_on(listings[-1], listing, order):
            listing = replace(listing, rows=listings.pop().rows + listing.rows)
        listings.append(listing)
    return listings


def _label_order(form: Form) -> dict[str, int]:
    """The place in the form of each label that only one of its rows has."""
    places: dict[str, set[int]] = {}
    for at, form_row in enumerate(form.rows):
        for label in form_row.leaf.node.folded:
            places.setdefault(label, set()).add(at)
    return {label: at.pop() for label, at in places.items() if len(at) == 1}


def _goes_on(before: Listing, after: Listing, order: dict[str, int]) -> bool:
    if before.grid_proven is not after.grid_proven:
        return False
    places = [
        [order[row.folded[-1]] for row in listing.rows if row.folded and row.folded[-1] in order]
        for listing in (before, after)
    ]
    return not all(places) or max(places[0]) < min(places[1])


def _table_to_rows(table: Table, form: Form, halves: Sequence[Half]) -> tuple[list[Row], Sequence[Half]]:
    """The rows of one table, one list after the other, and the header that holds at its end."""
    block = form.tables[0]
    printed = table_to_rows(table, form.row_labels)
    if not table.grid_proven and all(len(row.cells) <= 1 for row in printed):
        cells = [cell for row in printed for cell in row.cells]
        return list(_cells_to_rows(cells, block, _lines_to_half(cells, block), form.row_labels, by_line=True)), ()
    columns: dict[int, list[Row]] = {}
    for row in printed:
        header = row_to_halves(row, block)
        halves = header or halves
        for at, entry in enumerate(() if header else _row_to_entries(row, block, halves)):
            columns.setdefault(at, []).append(entry)
    return [row for at in sorted(columns) for row in columns[at]], halves


def _lines_to_half(cells: Sequence[Cell], block: FormTable) -> Half | None:
    """The header of a list that has a line for every cell: the first lines in sequence that name columns."""
    named = dropwhile(lambda cell: cell_to_role(cell, block) == "unknown", cells)
    header = tuple(takewhile(lambda cell: cell_to_role(cell, block) != "unknown", named))
    halves = row_to_halves(Row(0, header), block)
    return halves[0] if len(halves) == 1 else None


def _row_to_entries(row: Row, block: FormTable, halves: Sequence[Half]) -> list[Row]:
    """What one printed row lists, left to right."""
    placed = [entry for half in halves if (entry := _half_to_entry(row, half)) is not None]
    if placed and len(placed) == len(halves):
        return placed
    half = halves[0] if len(halves) == 1 else None
    return list(_cells_to_rows(row.cells, block, half, row.row_labels, by_line=False))


def _half_to_entry(row: Row, half: Half) -> Row | None:
    """Labels and value by their columns; None where the row does not stand under this header.

    A label that reaches over the column of values heads a section and has no value.
    """
    if len(row.covering) != half.width or half.value is None:
        return None
    labels = _distinct(row.covering[at] for at in half.labels)
    value = row.covering[half.value]
    unit = row.covering[half.unit] if half.unit is not None else None
    if any(value is label for label in labels):
        return _to_row(labels, None, (), row.row_labels)
    unit = None if any(unit is label for label in labels) else unit
    is_displaced = any(cell is not None and is_value(cell.text) for cell in labels[1:])
    if value is None or is_unit(value.text) or _holds_number(unit) or is_displaced:
        return None
    return _to_row(labels, unit, (value,), row.row_labels)


def _distinct(cells: Iterable[Cell | None]) -> list[Cell]:
    return list({id(cell): cell for cell in cells if cell is not None and cell.text.strip()}.values())


def _holds_number(cell: Cell | None) -> bool:
    return cell is not None and any(char.isdigit() for char in cell.text)


def _cells_to_rows(
    cells: Sequence[Cell], block: FormTable, half: Half | None, row_labels: frozenset[str], *, by_line: bool
) -> Iterator[Row]:
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
        if labels and tail and (by_line or any(behind.text.strip() for behind in tail)):
            yield _tail_to_row(labels, tail, block, half, row_labels)
            labels = []
        labels, tail = _append_label(labels, cell, row_labels), []
    if labels or any(cell.text.strip() for cell in tail):
        yield _tail_to_row(labels, tail, block, half, row_labels)


def _append_label(labels: list[Cell], cell: Cell, row_labels: frozenset[str]) -> list[Cell]:
    """The labels with one more; a label that was broken over two cells is one."""
    if labels and fold_label(whole := labels[-1].text + cell.text) in row_labels:
        return [*labels[:-1], replace(labels[-1], text=whole)]
    return [*labels, cell]


def _tail_to_row(
    labels: Sequence[Cell], tail: Sequence[Cell], block: FormTable, half: Half | None, row_labels: frozenset[str]
) -> Row:
    """One indicator out of its cells; with all that may be its value where they cannot be told apart."""
    unit = next((cell for cell in tail if is_unit(cell.text)), None)
    numbers = [cell for cell in tail if cell.text.strip() and cell is not unit]
    blanks = [cell for cell in tail if not cell.text.strip()]
    if block.beside:
        value = _tail_to_value(tail, half)
        values = [value] if value is not None else numbers + blanks
    elif numbers or blanks:
        values = numbers or blanks[-1:]
    else:
        values = [replace(unit, text="")] if unit is not None else []
    return _to_row(labels, unit, values, row_labels)


def _tail_to_value(tail: Sequence[Cell], half: Half | None) -> Cell | None:
    """The value among the cells behind a label, where they are as many as the columns of the header."""
    if half is None or half.value is None:
        return None
    cells = list(tail)
    while len(cells) > len(half.behind) and not cells[-1].text.strip():
        cells.pop()
    if len(cells) != len(half.behind):
        return None
    if half.unit is not None and _holds_number(cells[half.behind.index(half.unit)]):
        return None
    return cells[half.behind.index(half.value)]


def _to_row(labels: Sequence[Cell], unit: Cell | None, values: Sequence[Cell], row_labels: frozenset[str]) -> Row:
    """A row of labels and values, without a word for the sum or a unit (…数（条）) behind the last label."""
    labels = [cell for cell in labels if not is_value(cell.text)]
    if len(labels) > 1 and fold_label(labels[-1].text) in _SUMS:
        labels.pop()
    if labels:
        text, behind = split_label_unit(labels[-1].text)
        if behind and fold_label(text) in row_labels:
            unit = unit or replace(labels[-1], text=behind)
            labels[-1] = replace(labels[-1], text=text)
    is_known = bool(labels) and fold_label(labels[-1].text) in row_labels
    if not is_known and (_is_heading(unit, values) or (labels and _CONTACT.search(labels[-1].text))):
        values = ()
    return Row(0, (*labels, *values), row_labels, unit, len(labels))


def _is_heading(unit: Cell | None, values: Sequence[Cell]) -> bool:
    """Whether nothing but blanks and dashes stands beside a label."""
    has_unit = unit is not None and is_unit(unit.text)
    return not has_unit and not any(_holds_number(cell) for cell in (unit, *values))

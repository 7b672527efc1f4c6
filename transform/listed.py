"""Lists of indicators: tables that print one number a row, as rows of their labels and that number alone.

What a list goes on with over the page belongs to it, two lists side by side are read one after the other, and a number
that has lost its row is tried on no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile

from extract.document import Cell, Table
from transform.form import Form
from transform.grid import Row, table_to_rows
from transform.list_header import Half, cell_to_role, row_to_halves
from transform.list_rows import Printed, cells_to_rows, row_to_entries


@dataclass(frozen=True, slots=True)
class Listing:
    """One printed list, perhaps over several tables: its rows, each labels and the cells that may be its value."""

    rows: tuple[Row, ...]
    grid_proven: bool
    recognised: bool


def tables_to_listings(tables: Sequence[Table], form: Form) -> list[Listing]:
    """Every list that a document prints; a table that goes on where the one before it ended belongs to the same."""
    order = _label_order(form)
    listings: list[Listing] = []
    halves: Sequence[Half] = ()
    for table in tables:
        rows, halves = _table_to_rows(table, form, halves)
        listing = Listing(tuple(rows), table.grid_proven, table.recognised)
        if listings and _goes_on(listings[-1], listing, order):
            listing = replace(listing, rows=listings.pop().rows + listing.rows)
        listings.append(listing)
    return [replace(listing, rows=tuple(_with_orphans(listing.rows))) for listing in listings]


def _label_order(form: Form) -> dict[str, int]:
    """The place in the form of each label that only one of its rows has."""
    places: dict[str, set[int]] = {}
    for at, form_row in enumerate(form.rows):
        for label in form_row.leaf.node.folded:
            places.setdefault(label, set()).add(at)
    return {label: at.pop() for label, at in places.items() if len(at) == 1}


def _goes_on(before: Listing, after: Listing, order: dict[str, int]) -> bool:
    if (before.grid_proven, before.recognised) != (after.grid_proven, after.recognised):
        return False
    places = [
        [order[row.folded[-1]] for row in listing.rows if row.folded and row.folded[-1] in order]
        for listing in (before, after)
    ]
    return not all(places) or max(places[0]) < min(places[1])


def _table_to_rows(table: Table, form: Form, halves: Sequence[Half]) -> tuple[list[Row], Sequence[Half]]:
    """The rows of one table, one list after the other, and the header that holds at its end."""
    printed = Printed(form.tables[0], form.row_labels, table.grid_proven)
    rows = table_to_rows(table, form.row_labels)
    if not table.grid_proven and all(len(row.cells) <= 1 for row in rows):
        cells = [cell for row in rows for cell in row.cells]
        by_line = replace(printed, half=_lines_to_half(cells, printed), by_line=True)
        return list(cells_to_rows(cells, by_line)), ()
    columns: dict[int, list[Row]] = {}
    for row in _join_header(rows, printed):
        header = row_to_halves(row, printed.block)
        halves = header or halves
        for at, entry in enumerate(() if header else row_to_entries(row, halves, printed)):
            columns.setdefault(at, []).append(entry)
    return [row for at in sorted(columns) for row in columns[at]], halves


def _join_header(rows: Sequence[Row], printed: Printed) -> list[Row]:
    """The rows, with the two of a header whose labels were broken over both (统计 / 指标) as one."""
    for at, (upper, lower) in enumerate(pairwise(rows)):
        if upper.has_number or row_to_halves(upper, printed.block):
            break
        if len(upper.covering) == len(lower.covering) and row_to_halves(whole := _join(upper, lower), printed.block):
            return [*rows[:at], whole, *rows[at + 2 :]]
    return list(rows)


def _join(upper: Row, lower: Row) -> Row:
    pairs = zip(upper.covering, lower.covering, strict=True)
    return replace(upper, covering=tuple(a if b is None or a is b else _on_top(a, b) for a, b in pairs))


def _on_top(above: Cell | None, below: Cell) -> Cell:
    return below if above is None else above._replace(text=above.text + below.text)


def _lines_to_half(cells: Sequence[Cell], printed: Printed) -> Half | None:
    """The header of a list that has a line for every cell: the first lines in sequence that name columns."""
    named = dropwhile(lambda cell: cell_to_role(cell, printed.block) == "unknown", cells)
    header = tuple(takewhile(lambda cell: cell_to_role(cell, printed.block) != "unknown", named))
    halves = row_to_halves(Row(0, header), printed.block)
    return halves[0] if len(halves) == 1 else None


def _with_orphans(rows: Sequence[Row]) -> list[Row]:
    """A number without a label, beside a row without a number, may be its value or not: that row is in doubt."""
    kept = list(rows)
    for at, row in enumerate(rows):
        if row.labels or not row.has_number:
            continue
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(kept) and kept[beside].is_known and not kept[beside].has_number:
                blank = row.cells[0]._replace(text="")
                kept[beside] = replace(kept[beside], covering=(*kept[beside].covering, *row.covering, blank))
                break
    return kept

"""The printed tables of a document as cells of the form: which printed cell answers which question."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Table
from transform.form import Form
from transform.listed import tables_to_listings
from transform.misread import mend_labels
from transform.model import Key
from transform.numbers import text_to_value
from transform.table_cells import listing_to_cells, table_to_cells
from transform.table_reading import Copies, FormCell, TableReading


def tables_to_cells(tables: Sequence[Table], form: Form) -> TableReading:
    """Read every table of a document by its labels; of a block printed several times one copy is taken."""
    reading = TableReading()
    tables = [mend_labels(table, form) if table.recognised else table for table in tables]
    copies: dict[str, list[dict[Key, FormCell]]] = {}
    found = (
        (listing_to_cells(listing, form, reading) for listing in tables_to_listings(tables, form))
        if form.is_list
        else (table_to_cells(table, form, reading) for table in tables)
    )
    for blocks in found:
        for block_id, cells in blocks.items():
            seen = copies.setdefault(block_id, [{}])
            if not seen[-1].keys().isdisjoint(cells):
                seen.append({})
            seen[-1].update(cells)
    for block_id, seen in copies.items():
        best = max(seen, key=_fullness) if len(seen) > 1 else seen[0]
        reading.cells += best.values()
        if len(seen) > 1:
            differing = {key.code for copy in seen for key in _differing(copy, best)}
            codes = tuple(code for code in reading.tables[block_id].codes if code in differing)
            first = next(iter(best.values())).cell
            reading.copies.append(Copies(reading.tables[block_id], len(seen), codes, first))
    return reading


def _fullness(copy: dict[Key, FormCell]) -> tuple[bool, int, int]:
    """A copy under the form's own header comes before one that was read by position, whatever is above that."""
    headed = not any(cell.by_position for cell in copy.values())
    return headed, sum(_is_filled(cell) for cell in copy.values()), len(copy)


def _is_filled(cell: FormCell) -> bool:
    value = text_to_value(cell.cell.text)
    return value is not None and value.state == "reported"


def _differing(copy: dict[Key, FormCell], best: dict[Key, FormCell]) -> list[Key]:
    return [key for key in copy if key in best and _said(copy[key]) != _said(best[key])]


def _said(cell: FormCell) -> object:
    value = text_to_value(cell.cell.text)
    return (value.state, value.value) if value is not None else cell.cell.text.strip()

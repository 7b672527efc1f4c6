"""One printed table or list → cells of the form, by the labels of its rows and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.document import Cell, Table
from transform.align import Match, align_rows
from transform.broken_rows import join_broken_rows
from transform.columns import Columns, header_to_columns, position_to_columns
from transform.crossed import CrossedCell, rows_to_crossed
from transform.form import Form
from transform.form_table import FormRow
from transform.glued_labels import part_labels
from transform.grid import Row, table_to_rows
from transform.labels import fold_label
from transform.listed import Listing
from transform.model import Key
from transform.numbers import text_to_value
from transform.row_kinds import bare_row, header_above, is_header, is_numbering, may_hold_values
from transform.runs import rows_to_placements
from transform.table_reading import FormCell, TableReading, keep_unmatched
from transform.unfold import is_column, unfold_column

Blocks = dict[str, dict[Key, FormCell]]
"""The cells of each block of the form, by what they count."""


class Question(NamedTuple):
    """What a cell of the form counts, with the units of money printed above it and prescribed for it."""

    key: Key
    printed_unit: str | None
    prescribed_unit: str | None


def table_to_cells(table: Table, form: Form, reading: TableReading) -> Blocks:
    """The cells of one printed table, by block of the form; a block may go on from a table before it."""
    rows = join_broken_rows(_printed_rows(table, form))
    own = TableReading(columns=dict(reading.columns))
    blocks = _rows_to_cells(rows, table, form, own)
    if table.grid_proven and own.is_troubled and (crossed := _keep_telling(rows_to_crossed(rows, form), blocks)):
        blocks = _take_crossed(crossed, table, blocks, own)
    reading.take(own)
    return blocks


def _rows_to_cells(rows: Sequence[Row], table: Table, form: Form, reading: TableReading) -> Blocks:
    body = [row for row in rows if may_hold_values(row) and not is_header(row, form) and not is_numbering(row)]
    alignment = align_rows(body, form, [bare_row(row, rows, form) for row in body])
    keep_unmatched(alignment, form, reading)
    found = _matched_columns(alignment.matches, rows, table.grid_proven, reading.columns)
    rows_found = [(match.row, under) for match, under in zip(alignment.matches, found, strict=True)]
    grid_width = len(rows[0].covering) if table.grid_proven and rows else 0
    grids = [
        _grid_values(row, under) if grid_width and under.grid_width == grid_width else None for row, under in rows_found
    ]
    placements = rows_to_placements(rows_found) if None in grids else [None] * len(grids)
    cells: Blocks = {}
    for match, under, by_grid, placement in zip(alignment.matches, found, grids, placements, strict=True):
        block = match.form_row.table
        reading.tables[block.id] = block
        values = by_grid
        if values is None and placement is not None:
            values = placement.cells
            if not placement.certain:
                reading.placed.append(match)
        if values is None:
            reading.misfits.append(match)
            continue
        reading.matches.append(match)
        of_block = cells.setdefault(block.id, {})
        for (key, above, prescribed), cell in zip(_row_to_questions(match.form_row, under), values, strict=True):
            of_block[key] = FormCell(
                key, cell, above, prescribed, under.by_position, table.grid_proven, table.recognised
            )
    return cells


def _keep_telling(crossed: Sequence[CrossedCell], blocks: Blocks) -> list[CrossedCell]:
    """The cells of those blocks of which known rows tell less than half."""
    by_both = Counter(found.block.id for found in crossed)
    return [found for found in crossed if 2 * len(blocks.get(found.block.id, ())) < by_both[found.block.id]]


def _take_crossed(crossed: Sequence[CrossedCell], table: Table, blocks: Blocks, reading: TableReading) -> Blocks:
    """The cells of whole blocks known by both their labels, in the place of what looked like rows of these blocks."""
    reading.leave_rows({id(found.cell) for found in crossed}, {found.block.id for found in crossed})
    taken: Blocks = {}
    for block, key, cell, above, prescribed in crossed:
        reading.tables[block.id] = block
        reading.columns.setdefault(block.id, Columns(block.column_leaves, by_position=False))
        reading.crossed.setdefault(block.id, cell)
        form_cell = FormCell(key, cell, above, prescribed, False, table.grid_proven, table.recognised)
        taken.setdefault(block.id, {})[key] = form_cell
    return blocks | taken


def listing_to_cells(listing: Listing, form: Form, reading: TableReading) -> Blocks:
    """The cells of one printed list: one value a row, whose unit stands beside it."""
    rows = join_broken_rows(listing.rows)
    alignment = align_rows(body := [row for row in rows if may_hold_values(row)], form, [None] * len(body))
    keep_unmatched(alignment, form, reading)
    cells: Blocks = {}
    for match in alignment.matches:
        block = match.form_row.table
        reading.tables[block.id] = block
        reading.columns[block.id] = Columns(block.column_leaves, by_position=False)
        values = match.row.after_labels
        if len(values) != 1:
            reading.misfits.append(match)
            continue
        reading.matches.append(match)
        unit = fold_label(match.row.unit.text) if match.row.unit is not None else None
        prescribed = match.form_row.leaf.node.printed_unit
        (key,) = match.keys
        cells.setdefault(block.id, {})[key] = FormCell(
            key, values[0], unit, prescribed, False, listing.grid_proven, listing.recognised
        )
    return cells


def _printed_rows(table: Table, form: Form) -> list[Row]:
    if table.grid_proven:
        return table_to_rows(table, form.row_labels)
    rows = unfold_column(table, form) if is_column(table) else table_to_rows(table, form.row_labels)
    return [part_labels(row, form) for row in rows]


def _matched_columns(
    matches: Sequence[Match], rows: Sequence[Row], proven: bool, columns: dict[str, Columns]
) -> list[Columns]:
    """The columns under which each matched row stands: by the header above it, or the block's last one."""
    found = []
    previous = 0
    for match in matches:
        block = match.form_row.table
        header = header_above(rows, match.row.index, previous)
        read = header_to_columns(block, header, proven=proven) if header else None
        if read:
            columns[block.id] = read
        previous = match.row.index + 1
        found.append(columns.setdefault(block.id, position_to_columns(block)))
    return found


@lru_cache(maxsize=4096)
def _row_to_questions(row: FormRow, columns: Columns) -> tuple[Question, ...]:
    """What the values of a row answer, in the order in which the columns are printed."""
    return tuple(
        Question(row.table.key_of(row.leaf, leaf), columns.units.get(leaf.key), leaf.node.printed_unit)
        for leaf in columns.order
    )


def _grid_values(row: Row, columns: Columns) -> Sequence[Cell] | None:
    """Values by grid column; a single blank, zero or mark for none across all columns stands in each of them.

    None where the row has been displaced: a label or one cell covers several columns of values, a value stands outside
    them, or a cell where the header has none.
    """
    values = [cell for place in columns.places if (cell := row.covering[place]) is not None]
    distinct = {id(cell) for cell in values}
    if len(distinct) == 1 and len(values) == len(columns.places) and row.after_labels == (values[0],):
        read = text_to_value(values[0].text)
        says_none = read is not None and (read.state in ("blank", "not_applicable") or read.value == 0)
        return values if says_none else None
    if len(distinct) < len(columns.places) or any(id(label) in distinct for label in row.labels):
        return None
    for cell in row.after_labels:
        is_outside = id(cell) not in distinct and cell.text.strip()
        if is_outside or cell.column not in columns.covered:
            return None
    return values

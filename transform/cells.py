"""The printed tables of a document as cells of the form: which printed cell answers which question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.document import Cell, Table
from transform.align import Alignment, Match, Undecided, align_rows
from transform.broken_rows import join_broken_rows
from transform.columns import Columns, header_to_columns, position_to_columns
from transform.form import Form
from transform.form_table import FormTable, Leaf
from transform.glued_labels import part_labels
from transform.grid import Row, table_to_rows
from transform.labels import fold_label
from transform.listed import Listing, tables_to_listings
from transform.misread import mend_labels
from transform.model import Key
from transform.numbers import text_to_value
from transform.row_kinds import bare_row, header_above, is_header, is_note, is_numbering, may_hold_values
from transform.runs import rows_to_placements
from transform.unfold import is_column, unfold_column


class FormCell(NamedTuple):
    """One printed cell and what it counts."""

    key: Key
    cell: Cell
    printed_unit: str | None
    """The unit of money printed above the column."""
    prescribed_unit: str | None
    """The unit of money that the form prints there; `unknown` where it prints none."""
    by_position: bool
    grid_proven: bool
    recognised: bool = False
    """Whether it was read in a picture."""


@dataclass(frozen=True, slots=True)
class Copies:
    """A block of the form that a document prints more than once: one copy is read, and where the others differ."""

    table: FormTable
    number: int
    differing: tuple[str, ...]
    """Codes of which another copy holds another value."""
    first: Cell


@dataclass
class TableReading:
    """What the tables of a document gave, and what was odd about them."""

    cells: list[FormCell] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    doubled: list[tuple[Match, bool]] = field(default_factory=list)
    """Rows printed again; True where the values are the same."""
    copies: list[Copies] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    unknown: list[Row] = field(default_factory=list)
    misfits: list[Match] = field(default_factory=list)
    """Rows whose number of values fits no column order: their values cannot be told apart."""
    placed: list[Match] = field(default_factory=list)
    """Rows padded with blanks whose values were placed under the header's labels, with no sum to prove it."""
    columns: dict[str, Columns] = field(default_factory=dict)
    """The last header of each block of the form of which anything was found."""
    tables: dict[str, FormTable] = field(default_factory=dict)

    @property
    def unclear_keys(self) -> set[Key]:
        """Cells that the document prints, though their values could not be told apart."""
        rows = [match.form_row for match in self.misfits]
        rows += [rival for undecided in self.undecided for rival in undecided.rivals]
        return {key for row in rows for key in row.keys}


def tables_to_cells(tables: Sequence[Table], form: Form) -> TableReading:
    """Read every table of a document by its labels; of a block printed several times one copy is taken."""
    reading = TableReading()
    tables = [mend_labels(table, form) if table.recognised else table for table in tables]
    copies: dict[str, list[dict[Key, FormCell]]] = {}
    found = (
        (_read_listing(listing, form, reading) for listing in tables_to_listings(tables, form))
        if form.is_list
        else (_read_table(table, form, reading) for table in tables)
    )
    for blocks in found:
        for block_id, cells in blocks.items():
            seen = copies.setdefault(block_id, [{}])
            if not seen[-1].keys().isdisjoint(cells):
                seen.append({})
            seen[-1].update(cells)
    for block_id, seen in copies.items():
        best = max(seen, key=lambda copy: (sum(_is_filled(cell) for cell in copy.values()), len(copy)))
        reading.cells += best.values()
        if len(seen) > 1:
            differing = {key.code for copy in seen for key in _differing(copy, best)}
            codes = tuple(code for code in reading.tables[block_id].codes if code in differing)
            first = next(iter(best.values())).cell
            reading.copies.append(Copies(reading.tables[block_id], len(seen), codes, first))
    return reading


def _is_filled(cell: FormCell) -> bool:
    value = text_to_value(cell.cell.text)
    return value is not None and value.state == "reported"


def _differing(copy: dict[Key, FormCell], best: dict[Key, FormCell]) -> list[Key]:
    return [key for key in copy if key in best and _said(copy[key]) != _said(best[key])]


def _said(cell: FormCell) -> object:
    value = text_to_value(cell.cell.text)
    return (value.state, value.value) if value is not None else cell.cell.text.strip()


def _read_table(table: Table, form: Form, reading: TableReading) -> dict[str, dict[Key, FormCell]]:
    """The cells of one printed table, by block of the form; a block may go on from a table before it."""
    rows = join_broken_rows(_printed_rows(table, form))
    body = [row for row in rows if may_hold_values(row) and not is_header(row, form) and not is_numbering(row)]
    alignment = align_rows(body, form, [bare_row(row, rows, form) for row in body])
    _keep_unmatched(alignment, form, reading)
    found = _matched_columns(alignment.matches, rows, table.grid_proven, reading.columns)
    rows_found = [(match.row, under) for match, under in zip(alignment.matches, found, strict=True)]
    grid_width = table.column_count if table.grid_proven else 0
    grids = [
        _grid_values(row, under) if grid_width and under.grid_width == grid_width else None for row, under in rows_found
    ]
    placements = rows_to_placements(rows_found) if None in grids else [None] * len(grids)
    cells: dict[str, dict[Key, FormCell]] = {}
    for match, under, by_grid, placement in zip(alignment.matches, found, grids, placements, strict=True):
        block = match.form_row.table
        reading.tables[block.id] = block
        values = by_grid
        if values is None and placement is not None:
            values = list(zip(under.order, placement.cells, strict=True))
            if not placement.certain:
                reading.placed.append(match)
        if values is None:
            reading.misfits.append(match)
            continue
        reading.matches.append(match)
        for leaf, cell in values:
            form_cell = _form_cell(match, leaf, cell, under, table)
            cells.setdefault(block.id, {})[form_cell.key] = form_cell
    return cells


def _printed_rows(table: Table, form: Form) -> list[Row]:
    if table.grid_proven:
        return table_to_rows(table, form.row_labels)
    rows = unfold_column(table, form) if is_column(table) else table_to_rows(table, form.row_labels)
    return [part_labels(row, form) for row in rows]


def _read_listing(listing: Listing, form: Form, reading: TableReading) -> dict[str, dict[Key, FormCell]]:
    """The cells of one printed list: one value a row, whose unit stands beside it."""
    rows = join_broken_rows(listing.rows)
    alignment = align_rows(body := [row for row in rows if may_hold_values(row)], form, [None] * len(body))
    _keep_unmatched(alignment, form, reading)
    cells: dict[str, dict[Key, FormCell]] = {}
    for match in alignment.matches:
        block = match.form_row.table
        reading.tables[block.id] = block
        reading.columns[block.id] = Columns(block.column_leaves, by_position=False)
        values = match.row.after_labels()
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


def _keep_unmatched(alignment: Alignment, form: Form, reading: TableReading) -> None:
    """Rows that are printed again, that may be several rows of the form, or that are none of it."""
    first = {id(match.form_row): match.row for match in alignment.matches}
    for match in alignment.doubled:
        if not match.row.labels and not any(cell.text.strip() for cell in match.row.cells):
            continue  # an empty row under a row without labels repeats nothing
        row = first.get(id(match.form_row))
        reading.doubled.append((match, row is not None and _texts(row) == _texts(match.row)))
    reading.undecided += alignment.undecided
    reading.unknown += _unknown_rows(alignment, form)


def _unknown_rows(alignment: Alignment, form: Form) -> list[Row]:
    """Rows that no form knows: those with a number, and blank ones among rows that it knows."""
    known = [match.row.index for match in alignment.matches]
    return [
        row
        for row in alignment.unknown
        if not is_note(row, form) and (row.has_number or (_is_among(row, known) and not _is_heading(row, form)))
    ]


def _is_among(row: Row, indexes: Sequence[int]) -> bool:
    return bool(indexes) and indexes[0] < row.index < indexes[-1]


def _is_heading(row: Row, form: Form) -> bool:
    """A heading of a block, or a label that spans rows, with nothing but blanks behind it."""
    return all(label in form.header_labels or label in form.spanning_labels for label in row.folded)


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


def _form_cell(match: Match, leaf: Leaf, cell: Cell, columns: Columns, table: Table) -> FormCell:
    key = match.form_row.table.key_of(match.form_row.leaf, leaf)
    above, prescribed = columns.units.get(leaf.key), leaf.node.printed_unit
    return FormCell(key, cell, above, prescribed, columns.by_position, table.grid_proven, table.recognised)


def _grid_values(row: Row, columns: Columns) -> list[tuple[Leaf, Cell]] | None:
    """Values by grid column.

    None where the row has been displaced: a label or one cell covers several columns of values, a value stands outside
    them, or a cell where the header has none.
    """
    at = columns.at or {}
    values = [(leaf, cell) for leaf in columns.order if (cell := row.covering[at[leaf.key]]) is not None]
    distinct = {id(cell) for _, cell in values}
    behind = row.after_labels()
    outside = any(cell.text.strip() and id(cell) not in distinct for cell in behind)
    beyond = any(cell.column not in columns.covered for cell in behind)
    if outside or beyond or len(distinct) < len(at) or any(id(label) in distinct for label in row.labels):
        return None
    return values


def _texts(row: Row) -> list[str]:
    return [fold_label(cell.text) or cell.text.strip() for cell in row.after_labels()]

"""The printed tables of a document as cells of the form: which printed cell answers which question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.document import Cell, Table
from transform.align import Alignment, Match, align_rows
from transform.broken_rows import join_broken_rows
from transform.columns import Columns, header_to_columns, position_to_columns
from transform.form import Form, FormRow, FormTable, Leaf
from transform.grid import Row, table_to_rows
from transform.labels import fold_label
from transform.numbers import text_to_value
from transform.runs import rows_to_placements


@dataclass(frozen=True, slots=True)
class FormCell:
    """One printed cell and the code and applicant it answers."""

    code: str
    applicant: str
    cell: Cell
    printed_unit: str | None
    """The unit that the form or its header prints for the column; `unknown` where it prints none."""
    by_position: bool
    grid_proven: bool


@dataclass
class TableReading:
    """What the tables of a document gave, and what was odd about them."""

    cells: list[FormCell] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    doubled: list[tuple[Match, bool]] = field(default_factory=list)
    """Rows printed again; True where the values are the same."""
    unknown: list[Row] = field(default_factory=list)
    misfits: list[Match] = field(default_factory=list)
    """Rows whose number of values fits no column order: their values cannot be told apart."""
    placed: list[Match] = field(default_factory=list)
    """Rows padded with blanks whose values were placed under the header's labels, with no sum to prove it."""
    tables: dict[str, FormTable] = field(default_factory=dict)
    """The blocks of the form of which anything was found."""


def tables_to_cells(tables: Sequence[Table], form: Form) -> TableReading:
    """Read every table of a document by its labels."""
    reading = TableReading()
    columns: dict[str, Columns] = {}
    for table in tables:
        _read_table(table, form, columns, reading)
    return reading


def _read_table(table: Table, form: Form, columns: dict[str, Columns], reading: TableReading) -> None:
    """Read one printed table; `columns` carries the headers seen so far, for tables that go on over a page."""
    rows = join_broken_rows(table_to_rows(table, form.row_labels))
    body = [row for row in rows if _may_hold_values(row) and not _is_header(row, form)]
    alignment = align_rows(body, form, [_bare_row(row, rows, form) for row in body])
    reading.unknown += [row for row in alignment.unknown if row.has_number and not _is_note(row, form)]
    found = _matched_columns(alignment.matches, rows, table.grid_proven, columns)
    placements = rows_to_placements([(match.row, under) for match, under in zip(alignment.matches, found, strict=True)])
    grid_width = table.column_count if table.grid_proven else None
    for match, under, placement in zip(alignment.matches, found, placements, strict=True):
        block = match.form_row.table
        reading.tables[block.id] = block
        same_grid = under.at is not None and under.grid_width == grid_width
        values = _grid_values(match.row, under) if same_grid else None
        if values is None and placement is not None:
            values = list(zip(under.order, placement.cells, strict=True))
            if not placement.certain:
                reading.placed.append(match)
        if values is None:
            reading.misfits.append(match)
            continue
        reading.matches.append(match)
        reading.cells += [_form_cell(match, leaf, cell, under, table.grid_proven) for leaf, cell in values]
    _compare_doubled(alignment, reading)


def _matched_columns(
    matches: Sequence[Match], rows: Sequence[Row], proven: bool, columns: dict[str, Columns]
) -> list[Columns]:
    """The columns under which each matched row stands: by the header above it, or the block's last one."""
    found = []
    previous = 0
    for match in matches:
        block = match.form_row.table
        header = _header_above(rows, match.row.index, previous)
        read = header_to_columns(block, header, proven=proven) if header else None
        if read:
            columns[block.id] = read
        previous = match.row.index + 1
        found.append(columns.setdefault(block.id, position_to_columns(block)))
    return found


def _may_hold_values(row: Row) -> bool:
    """A row of blanks behind a label is a row of blank values; words behind a label of the form are an odd value."""
    tail = row.after_labels()
    return bool(tail) and (row.is_known or any(text_to_value(cell.text) is not None for cell in tail))


def _is_header(row: Row, form: Form) -> bool:
    """A row of words of which at least two head columns, however many blank cells follow."""
    return not row.has_number and sum(fold_label(cell.text) in form.header_labels for cell in row.cells) >= 2


def _is_note(row: Row, form: Form) -> bool:
    text = fold_label("".join(cell.text for cell in row.labels))
    return any(fold_label(note.label) in text for note in form.notes)


def _bare_row(row: Row, rows: Sequence[Row], form: Form) -> FormRow | None:
    """The unlabelled row of the form that a row without labels would be: its header stands above, or its width fits."""
    if row.labels:
        return None
    header = {fold_label(cell.text) for above in _header_above(rows, row.index, 0) for cell in above.cells}
    for form_row in form.rows:
        if form_row.leaf.path:
            continue
        leaves = form_row.table.column_leaves
        named = sum(any(label in header for label in node.folded) for leaf in leaves for node in leaf.path)
        fits = len(row.cells) == len(leaves) and row.has_number
        if named >= len(leaves) or fits:
            return form_row
    return None


def _header_above(rows: Sequence[Row], index: int, start: int) -> list[Row]:
    """The rows of words directly above a row, back to the last row of values."""
    header: list[Row] = []
    for row in reversed(rows[start:index]):
        if row.has_number:
            break
        header.insert(0, row)
    return header


def _form_cell(match: Match, leaf: Leaf, cell: Cell, columns: Columns, proven: bool) -> FormCell:
    code, applicant = match.form_row.table.key_of(match.form_row.leaf, leaf)
    unit = columns.units.get(leaf.key) or leaf.node.printed_unit
    return FormCell(code, applicant, cell, unit, columns.by_position, proven)


def _grid_values(row: Row, columns: Columns) -> list[tuple[Leaf, Cell]] | None:
    """Values by grid column; None where a cell spans several of them or a value stands outside them."""
    at = columns.at or {}
    values = [(leaf, cell) for leaf in columns.order if (cell := row.covering[at[leaf.key]]) is not None]
    distinct = {id(cell) for _, cell in values}
    outside = [cell for cell in row.after_labels() if cell.text.strip() and id(cell) not in distinct]
    if outside or len(distinct) < len(at):
        return None
    return values


def _compare_doubled(alignment: Alignment, reading: TableReading) -> None:
    texts = {id(match.form_row): _texts(match.row) for match in alignment.matches}
    for match in alignment.doubled:
        reading.doubled.append((match, texts.get(id(match.form_row)) == _texts(match.row)))


def _texts(row: Row) -> list[str]:
    return [fold_label(cell.text) or cell.text.strip() for cell in row.after_labels()]

"""The printed tables of a document as cells of the form: which printed cell answers which question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.document import Cell, Table
from transform.align import Alignment, Match, align_rows
from transform.broken_rows import join_broken_rows
from transform.columns import Columns, header_to_columns, position_to_columns
from transform.form import Form, FormTable, Leaf
from transform.grid import Row, table_to_rows
from transform.labels import fold_label
from transform.misread import mend_labels
from transform.numbers import text_to_value
from transform.row_kinds import bare_row, header_above, is_header, is_note, is_numbering, may_hold_values
from transform.runs import rows_to_placements


@dataclass(frozen=True, slots=True)
class FormCell:
    """One printed cell and the code and applicant it answers."""

    code: str
    applicant: str
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
    unknown: list[Row] = field(default_factory=list)
    misfits: list[Match] = field(default_factory=list)
    """Rows whose number of values fits no column order: their values cannot be told apart."""
    placed: list[Match] = field(default_factory=list)
    """Rows padded with blanks whose values were placed under the header's labels, with no sum to prove it."""
    columns: dict[str, Columns] = field(default_factory=dict)
    """The last header of each block of the form of which anything was found."""
    tables: dict[str, FormTable] = field(default_factory=dict)


def tables_to_cells(tables: Sequence[Table], form: Form) -> TableReading:
    """Read every table of a document by its labels; of a block printed several times one copy is taken."""
    reading = TableReading()
    copies: dict[str, list[dict[tuple[str, str], FormCell]]] = {}
    for table in tables:
        for block_id, cells in _read_table(table, form, reading).items():
            seen = copies.setdefault(block_id, [{}])
            if not seen[-1].keys().isdisjoint(cells):
                seen.append({})
            seen[-1].update(cells)
    for block_id, seen in copies.items():
        best = max(seen, key=lambda copy: (sum(_is_filled(cell) for cell in copy.values()), len(copy)))
        reading.cells += best.values()
        if len(seen) > 1:
            differing = {code for copy in seen for (code, _) in _differing(copy, best)}
            codes = tuple(code for code in reading.tables[block_id].codes if code in differing)
            first = next(iter(best.values())).cell
            reading.copies.append(Copies(reading.tables[block_id], len(seen), codes, first))
    return reading


def _is_filled(cell: FormCell) -> bool:
    value = text_to_value(cell.cell.text)
    return value is not None and value.state == "reported"


def _differing(copy: dict[tuple[str, str], FormCell], best: dict[tuple[str, str], FormCell]) -> list[tuple[str, str]]:
    return [key for key in copy if key in best and _said(copy[key]) != _said(best[key])]


def _said(cell: FormCell) -> object:
    value = text_to_value(cell.cell.text)
    return (value.state, value.value) if value is not None else cell.cell.text.strip()


def _read_table(table: Table, form: Form, reading: TableReading) -> dict[str, dict[tuple[str, str], FormCell]]:
    """The cells of one printed table, by block of the form; a block may go on from a table before it."""
    table = mend_labels(table, form) if table.recognised else table
    rows = join_broken_rows(table_to_rows(table, form.row_labels))
    body = [row for row in rows if may_hold_values(row) and not is_header(row, form) and not is_numbering(row)]
    alignment = align_rows(body, form, [bare_row(row, rows, form) for row in body])
    reading.unknown += _unknown_rows(alignment, form)
    found = _matched_columns(alignment.matches, rows, table.grid_proven, reading.columns)
    placements = rows_to_placements([(match.row, under) for match, under in zip(alignment.matches, found, strict=True)])
    grid_width = table.column_count if table.grid_proven else 0
    cells: dict[str, dict[tuple[str, str], FormCell]] = {}
    for match, under, placement in zip(alignment.matches, found, placements, strict=True):
        block = match.form_row.table
        reading.tables[block.id] = block
        values = _grid_values(match.row, under) if grid_width and under.grid_width == grid_width else None
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
            cells.setdefault(block.id, {})[form_cell.code, form_cell.applicant] = form_cell
    _compare_doubled(alignment, reading)
    return cells


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
    code, applicant = match.form_row.table.key_of(match.form_row.leaf, leaf)
    above, prescribed = columns.units.get(leaf.key), leaf.node.printed_unit
    by_position, proven, recognised = columns.by_position, table.grid_proven, table.recognised
    return FormCell(code, applicant, cell, above, prescribed, by_position, proven, recognised)


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


def _compare_doubled(alignment: Alignment, reading: TableReading) -> None:
    texts = {id(match.form_row): _texts(match.row) for match in alignment.matches}
    for match in alignment.doubled:
        reading.doubled.append((match, texts.get(id(match.form_row)) == _texts(match.row)))


def _texts(row: Row) -> list[str]:
    return [fold_label(cell.text) or cell.text.strip() for cell in row.after_labels()]

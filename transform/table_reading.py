"""What the tables of a document gave: cells with what they count, and what was odd about rows and columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.document import Cell
from transform.align import Alignment, Match, Undecided
from transform.columns import Columns
from transform.form import Form
from transform.form_table import FormTable
from transform.grid import Row, is_value
from transform.labels import fold_label
from transform.model import Key
from transform.row_kinds import is_note


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
    crossed: dict[str, Cell] = field(default_factory=dict)
    """By block, one of the cells that were known by the labels beside and above them alone."""
    columns: dict[str, Columns] = field(default_factory=dict)
    """The last header of each block of the form of which anything was found."""
    tables: dict[str, FormTable] = field(default_factory=dict)

    @property
    def is_troubled(self) -> bool:
        """Whether rows of a table were left over, or nothing of it was known."""
        left = self.doubled or self.undecided or self.unknown or self.misfits
        return bool(left) or not self.matches

    def take(self, other: TableReading) -> None:
        """Add what one more table gave."""
        for name in ("cells", "matches", "doubled", "copies", "undecided", "unknown", "misfits", "placed"):
            getattr(self, name).extend(getattr(other, name))
        for name in ("crossed", "columns", "tables"):
            getattr(self, name).update(getattr(other, name))

    def leave_rows(self, known: Collection[int], block_ids: Collection[str]) -> None:
        """Forget the rows of some blocks, and all others of which each number is known otherwise (ids of cells)."""

        def stays(row: Row, *blocks: FormTable) -> bool:
            unread = any(is_value(cell.text) and id(cell) not in known for cell in row.after_labels)
            return unread and all(block.id not in block_ids for block in blocks)

        self.doubled = [(match, same) for match, same in self.doubled if stays(match.row, match.form_row.table)]
        self.undecided = [
            undecided
            for undecided in self.undecided
            if stays(undecided.row, *(rival.table for rival in undecided.rivals))
        ]
        self.unknown = [row for row in self.unknown if stays(row)]
        self.misfits = [match for match in self.misfits if stays(match.row, match.form_row.table)]
        for name in ("matches", "placed"):
            of_rows: list[Match] = getattr(self, name)
            of_rows[:] = [match for match in of_rows if match.form_row.table.id not in block_ids]

    @property
    def unclear_keys(self) -> set[Key]:
        """Cells that the document prints, though their values could not be told apart."""
        rows = [match.form_row for match in self.misfits]
        rows += [rival for undecided in self.undecided for rival in undecided.rivals]
        return {key for row in rows for key in row.keys}


def keep_unmatched(alignment: Alignment, form: Form, reading: TableReading) -> None:
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


def _texts(row: Row) -> list[str]:
    return [fold_label(cell.text) or cell.text.strip() for cell in row.after_labels]

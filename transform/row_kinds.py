"""What kind of row a row of a table is: values, a header, column numbers, a note, or values that lost their labels."""

from __future__ import annotations

from collections.abc import Sequence

from transform.form import Form
from transform.form_table import FormRow
from transform.grid import Row, is_value
from transform.labels import fold_label
from transform.numbers import text_to_value

_NUMBERING = frozenset(["序号", "栏次", "行次", "编号"])


def may_hold_values(row: Row) -> bool:
    """A row of blanks behind a label is a row of blank values; words behind a label of the form are an odd value."""
    tail = row.after_labels
    return bool(tail) and (row.is_known or any(text_to_value(cell.text) is not None for cell in tail))


def is_header(row: Row, form: Form) -> bool:
    """A row of words of which at least two head columns, however many blank cells follow."""
    return not row.has_number and sum(fold_label(cell.text) in form.header_labels for cell in row.cells) >= 2


def is_numbering(row: Row) -> bool:
    """A row that only numbers the columns: 1, 2, 3, …"""
    if not _NUMBERING.issuperset(row.folded):
        return False
    numbers = [value.value for cell in row.after_labels if (value := text_to_value(cell.text)) is not None]
    return len(numbers) >= 4 and numbers == list(range(1, len(numbers) + 1))


def is_note(row: Row, form: Form) -> bool:
    """A line under the table that states a metric; transform.notes reads it."""
    text = fold_label("".join(cell.text for cell in row.labels))
    return any(fold_label(note.label) in text for note in form.notes)


def bare_row(row: Row, rows: Sequence[Row], form: Form) -> FormRow | None:
    """The unlabelled row of the form that a row without labels would be: its header stands above, or its width fits."""
    if row.labels:
        return None
    header = {fold_label(cell.text) for above in header_above(rows, row.index, 0) for cell in above.cells}
    for form_row in form.rows:
        if form_row.leaf.path:
            continue
        leaves = form_row.table.column_leaves
        named = sum(any(label in header for label in node.folded) for leaf in leaves for node in leaf.path)
        fits = len(row.cells) == len(leaves) and all(is_value(cell.text) or not cell.text.strip() for cell in row.cells)
        if named >= len(leaves) or fits:
            return form_row
    return None


def header_above(rows: Sequence[Row], index: int, start: int) -> list[Row]:
    """The rows of words above a row; rows of numbers in between (units, column numbers, unknown rows) are passed."""
    above = list(rows[start:index])
    while above and above[-1].has_number:
        above.pop()
    numbered = [at for at, row in enumerate(above) if row.has_number]
    return above[numbered[-1] + 1 :] if numbered else above

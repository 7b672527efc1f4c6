"""Labels of flattened rows taken apart where the space between them is gone, and put together where it is in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from transform.form import Form
from transform.grid import Row, is_value
from transform.labels import fold_label


def part_labels(row: Row, form: Form) -> Row:
    """The row with the form's own labels as cells, where its words are nothing but these one after another.

    `商 业 企 业 其 他` heads two columns, `不予公开 属于国家秘密` is the label of a row with the one that spans it.
    Only for rows without a grid: there, a space is all that separates cells.
    """
    words = list(takewhile(lambda cell: not is_value(cell.text), row.cells))
    values = row.cells[len(words) :]
    # Between spaces no cell is blank: a row with one was flattened in another way, and its labels are whole.
    if not words or not all(cell.text.strip() for cell in words) or not all(is_value(cell.text) for cell in values):
        return row
    known = _vocabulary(form.row_labels if values else form.header_labels)
    folded = [fold_label(cell.text) for cell in words]
    if row.is_known if values else all(label in form.header_labels for label in folded):
        return row
    spanning = _vocabulary(form.spanning_labels)
    text = "".join(folded)
    pattern = f"((?:{spanning})*)({known})" if values else f"((?:{known})+)()"
    found = re.fullmatch(pattern, text)
    if found is None:
        return row
    pieces = re.findall(spanning if values else known, found[1]) + ([found[2]] if found[2] else [])
    cells = [words[0]._replace(text=piece, column=words[0].column + at) for at, piece in enumerate(pieces)]
    shift = len(cells) - len(words)
    moved = [cell._replace(column=cell.column + shift) for cell in values]
    return replace(row, covering=(*cells, *moved))


@lru_cache(maxsize=32)
def _vocabulary(labels: frozenset[str]) -> str:
    """A pattern for any of the labels, the longest first."""
    return "|".join(map(re.escape, sorted(filter(None, labels), key=len, reverse=True)))

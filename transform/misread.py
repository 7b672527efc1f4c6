"""Labels that recognition got slightly wrong: a character or two, in a label that resembles no other of the form."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from extract.document import Table
from transform.form import Form
from transform.labels import fold_label

_LEAST_LENGTH = 4
_CHARACTERS_PER_EDIT = 10


def mend_labels(table: Table, form: Form) -> Table:
    """A recognised table to match with the form: a misread label is the one label of the form that it can be.

    It is left as read, and the doubt with it, where it is short, may be two labels, or where the label that it would
    be stands in the table already. Numbers are not touched.
    """
    labels = form.labels
    printed = Counter(fold_label(cell.text) for cell in table.cells)
    mended: dict[str, str] = {}
    for folded in printed:
        near = [label for label in labels if _is_near(folded, label)] if folded not in labels else []
        if len(near) == 1 and len(near[0]) >= _LEAST_LENGTH and near[0] not in printed:
            mended[folded] = near[0]
    cells = (cell._replace(text=mended.get(fold_label(cell.text), cell.text)) for cell in table.cells)
    return replace(table, cells=tuple(cells)) if mended else table


def _is_near(folded: str, label: str) -> bool:
    """Whether a text may be a misread label: one edit, and one more for each ten characters beyond the first ten."""
    return _within(folded, label, max(1, len(label) // _CHARACTERS_PER_EDIT))


def _within(first: str, second: str, edits: int) -> bool:
    """Whether so few characters have to be changed, put in or taken out to turn one text into the other.

    >>> _within("属于国冢秘密", "属于国家秘密", 1), _within("予以公开", "不予公开", 1)
    (True, False)
    """
    if abs(len(first) - len(second)) > edits:
        return False
    costs = list(range(len(second) + 1))
    for row, ours in enumerate(first, start=1):
        before, costs[0] = costs[0], row
        for at, theirs in enumerate(second, start=1):
            before, costs[at] = costs[at], min(costs[at] + 1, costs[at - 1] + 1, before + (ours != theirs))
    return costs[-1] <= edits

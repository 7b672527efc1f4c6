"""Labels that recognition got slightly wrong: one character, in a label that resembles no other of the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from transform.align import Match
from transform.columns import Columns
from transform.form import Form, FormTable
from transform.labels import fold_label

_LEAST_LENGTH = 4


def as_misread(match: Match, form: Form) -> Match:
    """A match whose label differs in one misread character is no doubtful one."""
    path = match.form_row.leaf.path
    if not (match.similar or match.truncated) or not path:
        return match
    others = {label for row in form.rows if row.leaf.path for label in row.leaf.path[-1].folded} - set(path[-1].folded)
    if not _is_misread(match.row.folded[-1], path[-1].folded, others):
        return match
    return replace(match, similar=False, truncated=False)


def columns_as_misread(columns: Columns, table: FormTable) -> Columns:
    """The same for the labels of columns."""
    nodes = {leaf.key: leaf.node for leaf in table.column_leaves}
    kept = {}
    for key, printed in columns.similar.items():
        others = {label for other, node in nodes.items() if other != key for label in node.folded}
        if not _is_misread(fold_label(printed), nodes[key].folded, others - set(nodes[key].folded)):
            kept[key] = printed
    return replace(columns, similar=kept)


def _is_misread(folded: str, labels: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a text is one edit away from a label of at least four characters, and at least three from the others."""
    near = any(len(label) >= _LEAST_LENGTH and _within(folded, label, 1) for label in labels)
    return near and not any(_within(folded, other, 2) for other in others)


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

"""Rows as read against rows of the form, by their labels and in the form's order.

An order-preserving alignment (the longest common subsequence of Needleman and Wunsch, with similarities for matches
and no cost for gaps) leaves a dropped, doubled or unknown row unmatched, so that it moves no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transform.columns import node_similarity
from transform.form import Form, FormRow, Leaf
from transform.grid import Row
from transform.labels import is_truncated

THRESHOLD = 0.6
_AS_SIMILAR = 0.05
_PARENT_SEEN = 0.2
_PARENT_OTHER = -0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A printed row and the form's row it was recognised as; `score` is at least 1.0 where the label is the same."""

    row: Row
    form_row: FormRow
    score: float
    similar: bool = False
    """True where the label is none of the form's, only like one."""
    truncated: bool = False
    """True where it is the beginning of the form's."""
    out_of_order: bool = False

    @property
    def name(self) -> str:
        """The row in the form's words; the heading of its block where it prints no row labels."""
        path = self.form_row.leaf.path
        return path[-1].label if path else self.form_row.table.columns[0].label

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the row's cells, each once."""
        table = self.form_row.table
        return tuple(dict.fromkeys(table.key_of(self.form_row.leaf, column)[0] for column in table.column_leaves))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Every printed row with values, either matched, printed again (`doubled`) or unknown to the form."""

    matches: tuple[Match, ...]
    doubled: tuple[Match, ...]
    unknown: tuple[Row, ...]


def align_rows(rows: Sequence[Row], form: Form, bare: Sequence[FormRow | None]) -> Alignment:
    """Match printed rows (those that hold values) with the form's.

    `bare` says, for each printed row, which unlabelled row of the form it would be if it has no label left.
    """
    form_rows = form.rows
    scores = [_row_scores(row, row_bare, form) for row, row_bare in zip(rows, bare, strict=True)]
    pairs = _best_path(scores)
    matches = [_match(rows[i], form_rows[j], scores[i][j]) for i, j in pairs]
    taken = {j for _, j in pairs}
    doubled: list[Match] = []
    unknown: list[Row] = []
    for i in sorted(set(range(len(rows))) - {i for i, _ in pairs}):
        same = [j for j, score in enumerate(scores[i]) if score >= 1.0]
        free = [j for j in same if j not in taken]
        if len(free) == 1 and len(same) == 1:
            taken.add(free[0])
            matches.append(_match(rows[i], form_rows[free[0]], scores[i][free[0]], out_of_order=True))
        elif same and not free:
            doubled.append(_match(rows[i], form_rows[same[0]], scores[i][same[0]]))
        else:
            unknown.append(rows[i])
    return Alignment(tuple(sorted(matches, key=lambda match: match.row.index)), tuple(doubled), tuple(unknown))


def _row_scores(row: Row, bare: FormRow | None, form: Form) -> Sequence[float]:
    """The similarity of one printed row to each row of the form."""
    if not row.folded:
        return [1.0 if form_row is bare else 0.0 for form_row in form.rows]
    return _label_scores(row.folded, form)


@lru_cache(maxsize=4096)
def _label_scores(folded: tuple[str, ...], form: Form) -> Sequence[float]:
    """The similarity of a row's labels to each row of the form; reports print the same labels again and again."""
    *above, label = folded
    similar = [node_similarity(label, form_row.leaf.node) if form_row.leaf.path else 0.0 for form_row in form.rows]
    # Rows of the form resemble one another (本年新收…数量, 上年结转…数量): only the most similar are meant.
    least = max(THRESHOLD, 1.0 if max(similar) == 1.0 else max(similar) - _AS_SIMILAR)
    spanning = [
        nodes
        for parent in above
        if (nodes := {id(node) for node in form.spanning if node_similarity(parent, node) >= THRESHOLD})
    ]
    # A span that reaches too far does not make another row of one whose label stands in the form once.
    contrary = 0.0 if similar.count(1.0) == 1 else _PARENT_OTHER
    return [
        score + _context(spanning, form_row.leaf, contrary) if score >= least else 0.0
        for score, form_row in zip(similar, form.rows, strict=True)
    ]


def _context(spanning: Sequence[set[int]], leaf: Leaf, contrary: float) -> float:
    """Whether the labels that span a printed row are those that span the form's; `contrary` where they are others."""
    parents = {id(node) for node in leaf.path[:-1]}
    return sum(_PARENT_SEEN if nodes & parents else contrary for nodes in spanning)


def _best_path(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Index pairs, rising in both, with the greatest sum of scores."""
    height, width = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height):
        above, here, row = best[i], best[i + 1], scores[i]
        for j in range(width):
            skip = above[j + 1] if above[j + 1] > here[j] else here[j]
            if (score := row[j]) >= THRESHOLD and above[j] + score > skip:
                skip = above[j] + score
            here[j + 1] = skip
    pairs = []
    i, j = height, width
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _match(row: Row, form_row: FormRow, score: float, *, out_of_order: bool = False) -> Match:
    path = form_row.leaf.path
    if not path or row.folded[-1] in path[-1].folded:
        return Match(row, form_row, score, out_of_order=out_of_order)
    truncated = any(is_truncated(row.folded[-1], full) for full in path[-1].folded)
    return Match(row, form_row, score, not truncated, truncated, out_of_order)

"""Rows as read against rows of the form, by their labels and in the form's order.

An order-preserving alignment (the longest common subsequence of Needleman and Wunsch, with similarities for matches
and no cost for gaps) leaves a dropped, doubled or unknown row unmatched, so that it moves no other. A label that
several rows of the form have (被依法纠错数) is none of them until the rows around it leave room for only one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from transform.columns import node_similarity
from transform.form import Form
from transform.form_table import FormRow, Leaf, Node
from transform.grid import Row
from transform.labels import is_truncated, similarity
from transform.model import Key

THRESHOLD = 0.6
_AS_SIMILAR = 0.05
_LONG = 5
_ONE_CHARACTER = 0.7
"""About the similarity of two labels of ten characters of which one differs."""
_PARENT_SEEN = 0.2
_PARENT_OTHER = -0.5


class Match(NamedTuple):
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
    def keys(self) -> tuple[Key, ...]:
        """What the row's cells count."""
        return self.form_row.keys

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the row's cells, each once."""
        return tuple(dict.fromkeys(key.code for key in self.keys))


@dataclass(frozen=True, slots=True)
class Undecided:
    """A printed row that may be any of several rows of the form."""

    row: Row
    rivals: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Every printed row with values: matched, printed again (`doubled`), undecided or unknown to the form."""

    matches: tuple[Match, ...]
    doubled: tuple[Match, ...]
    undecided: tuple[Undecided, ...]
    unknown: tuple[Row, ...]


def align_rows(rows: Sequence[Row], form: Form, bare: Sequence[FormRow | None]) -> Alignment:
    """Match printed rows (those that hold values) with the form's.

    `bare` says, for each printed row, which unlabelled row of the form it would be if it has no label left.
    """
    form_rows = form.rows
    scores = [_row_scores(row, row_bare, form) for row, row_bare in zip(rows, bare, strict=True)]
    likely = [_likely_places(row_scores) for row_scores in scores]
    rivals = {i: same for i, places in enumerate(likely) if len(same := _best_places(places)) > 1}
    pairs = _best_path([{} if i in rivals else places for i, places in enumerate(likely)], len(form_rows))
    matches = [_match(rows[i], form_rows[j], scores[i][j]) for i, j in pairs]
    taken = {j for _, j in pairs}
    doubled: list[Match] = []
    unknown: list[Row] = []
    strays: list[tuple[int, int]] = []
    for i in sorted(set(range(len(rows))) - {i for i, _ in pairs} - rivals.keys()):
        j = scores[i].index(max(scores[i]))
        if scores[i][j] < 1.0:
            unknown.append(rows[i])
        elif j in taken:
            doubled.append(_match(rows[i], form_rows[j], scores[i][j]))
        else:
            taken.add(j)
            strays.append((i, j))
            matches.append(_match(rows[i], form_rows[j], scores[i][j], out_of_order=True))
    undecided: list[Undecided] = []
    for i, places in rivals.items():
        inside = _places_between(i, places, pairs, strays) or _place_without_gap(i, places, pairs)
        if len(inside) != 1:
            undecided.append(Undecided(rows[i], tuple(form_rows[j] for j in places)))
            continue
        found = _match(rows[i], form_rows[inside[0]], scores[i][inside[0]])
        (doubled if inside[0] in taken else matches).append(found)
        taken.add(inside[0])
    matches.sort(key=lambda match: match.row.index)
    return Alignment(tuple(matches), tuple(doubled), tuple(undecided), tuple(unknown))


@lru_cache(maxsize=4096)
def _likely_places(scores: tuple[float, ...]) -> Mapping[int, float]:
    """The rows of the form that a printed row resembles enough, with their scores."""
    return MappingProxyType({j: score for j, score in enumerate(scores) if score >= THRESHOLD})


def _best_places(likely: Mapping[int, float]) -> list[int]:
    """The rows of the form that a printed row resembles most, several where they cannot be told apart."""
    best = max(likely.values(), default=0.0)
    return [j for j, score in likely.items() if score == best]


def _places_between(
    i: int, places: Sequence[int], pairs: Sequence[tuple[int, int]], strays: Sequence[tuple[int, int]]
) -> list[int]:
    """Those of the places that lie between the rows matched before and behind a printed row.

    None where rows around it have changed places (`strays`): then they prove nothing.
    """
    first, before = max(((row, at) for row, at in pairs if row < i), default=(-1, -1))
    last, behind = min(((row, at) for row, at in pairs if row > i), default=(i + 1, max(places) + 1))
    if any(first < row < last or before < at < behind for row, at in strays):
        return []
    return [j for j in places if before < j < behind]


def _place_without_gap(i: int, places: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The place that a printed row has if the rows matched before and behind it are as far apart as in the form."""
    before = max((pair for pair in pairs if pair[0] < i), default=None)
    behind = min((pair for pair in pairs if pair[0] > i), default=None)
    if before is None or behind is None or behind[0] - before[0] != behind[1] - before[1]:
        return []
    return [j for j in places if j - before[1] == i - before[0]]


def _row_scores(row: Row, bare: FormRow | None, form: Form) -> tuple[float, ...]:
    """The similarity of one printed row to each row of the form."""
    if not row.folded:
        return tuple(1.0 if form_row is bare else 0.0 for form_row in form.rows)
    return _label_scores(row.folded, form)


@lru_cache(maxsize=4096)
def _label_scores(folded: tuple[str, ...], form: Form) -> tuple[float, ...]:
    """The similarity of a row's labels to each row of the form; reports print the same labels again and again."""
    *above, label = folded
    if label in form.spanning_labels and label not in form.row_labels:
        return (0.0,) * len(form.rows)
    resembles = _list_similarity if form.is_list else node_similarity
    similar = [resembles(label, form_row.leaf.node) if form_row.leaf.path else 0.0 for form_row in form.rows]
    # Rows of the form resemble one another (本年新收…数量, 上年结转…数量): only the most similar are meant.
    least = max(THRESHOLD, 1.0 if max(similar) == 1.0 else max(similar) - _AS_SIMILAR)
    spanning = [
        nodes
        for parent in above
        if (nodes := {id(node) for node in form.spanning if node_similarity(parent, node) >= THRESHOLD})
    ]
    # A span that reaches too far does not make another row of one whose label stands in the form once.
    contrary = 0.0 if similar.count(1.0) == 1 else _PARENT_OTHER
    return tuple(
        score + _context(spanning, form_row.leaf, contrary) if score >= least else 0.0
        for score, form_row in zip(similar, form.rows, strict=True)
    )


def _list_similarity(folded: str, node: Node) -> float:
    """The indicators of a list differ in a word (政务微博…数, 政务微信…数) and provinces add more of them.

    So only a label that breaks off, goes on or has a character wrong is taken for the form's.
    """
    return max(_indicator_similarity(folded, label) for label in node.folded)


def _indicator_similarity(folded: str, label: str) -> float:
    score = similarity(folded, label)
    if is_truncated(folded, label) or (len(label) >= _LONG and folded.startswith(label)):
        return score
    return score if abs(len(folded) - len(label)) <= 1 and score >= _ONE_CHARACTER else 0.0


def _context(spanning: Sequence[set[int]], leaf: Leaf, contrary: float) -> float:
    """Whether the labels that span a printed row are those that span the form's; `contrary` where they are others."""
    parents = {id(node) for node in leaf.path[:-1]}
    return sum(_PARENT_SEEN if nodes & parents else contrary for nodes in spanning)


def _best_path(likely: Sequence[Mapping[int, float]], width: int) -> list[tuple[int, int]]:
    """Index pairs, rising in both, with the greatest sum of scores; `likely` scores the places of each row."""
    best = [[0.0] * (width + 1)]  # best[i][j]: the sum for the first i rows and j places
    for places in likely:
        above = best[-1]
        here = above.copy()
        for j, score in places.items():
            total = above[j] + score
            end = bisect_left(here, total, lo=j + 1)
            here[j + 1 : end] = [total] * (end - j - 1)
        best.append(here)
    pairs = []
    i, j = len(likely), width
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

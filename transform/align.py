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
from operator import itemgetter
from typing import NamedTuple

from transform.form import Form
from transform.form_table import FormRow
from transform.grid import Row
from transform.labels import is_truncated
from transform.model import Key
from transform.row_scores import THRESHOLD, Labels, row_to_scores


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
    found = _align_labels(tuple((row.folded, row_bare) for row, row_bare in zip(rows, bare, strict=True)), form)
    return Alignment(
        tuple(Match(rows[i], *place) for i, place in found.matches),
        tuple(Match(rows[i], *place) for i, place in found.doubled),
        tuple(Undecided(rows[i], rivals) for i, rivals in found.undecided),
        tuple(rows[i] for i in found.unknown),
    )


class _Place(NamedTuple):
    """A match without its row."""

    form_row: FormRow
    score: float
    similar: bool
    truncated: bool
    out_of_order: bool


class _Places(NamedTuple):
    """An alignment with the indexes of the printed rows, for all tables that print the same labels."""

    matches: tuple[tuple[int, _Place], ...]
    doubled: tuple[tuple[int, _Place], ...]
    undecided: tuple[tuple[int, tuple[FormRow, ...]], ...]
    unknown: tuple[int, ...]


@lru_cache(maxsize=256)
def _align_labels(printed: tuple[tuple[Labels, FormRow | None], ...], form: Form) -> _Places:
    """The alignment by labels alone: many tables print the same, whatever their numbers."""
    form_rows = form.rows
    scores = [row_to_scores(folded, bare, form) for folded, bare in printed]

    def place(i: int, j: int, *, out_of_order: bool = False) -> tuple[int, _Place]:
        return i, _to_place(printed[i][0], form_rows[j], scores[i][j], out_of_order=out_of_order)

    likely = [_likely_places(row_scores) for row_scores in scores]
    rivals = {i: same for i, places in enumerate(likely) if len(same := _best_places(places)) > 1}
    pairs = _best_path([{} if i in rivals else places for i, places in enumerate(likely)], len(form_rows))
    matches = [place(i, j) for i, j in pairs]
    taken = {j for _, j in pairs}
    doubled: list[tuple[int, _Place]] = []
    unknown: list[int] = []
    strays: list[tuple[int, int]] = []
    for i in sorted(set(range(len(printed))) - {i for i, _ in pairs} - rivals.keys()):
        j = scores[i].index(max(scores[i]))
        if scores[i][j] < 1.0:
            unknown.append(i)
        elif j in taken:
            doubled.append(place(i, j))
        else:
            taken.add(j)
            strays.append((i, j))
            matches.append(place(i, j, out_of_order=True))
    undecided: list[tuple[int, tuple[FormRow, ...]]] = []
    for i, places in rivals.items():
        inside = _places_between(i, places, pairs, strays) or _place_without_gap(i, places, pairs)
        if len(inside) != 1:
            undecided.append((i, tuple(form_rows[j] for j in places)))
            continue
        (doubled if inside[0] in taken else matches).append(place(i, inside[0]))
        taken.add(inside[0])
    return _Places(tuple(sorted(matches, key=itemgetter(0))), tuple(doubled), tuple(undecided), tuple(unknown))


def _likely_places(scores: Sequence[float]) -> dict[int, float]:
    """The rows of the form that a printed row resembles enough, with their scores."""
    return {j: score for j, score in enumerate(scores) if score >= THRESHOLD}


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


def _to_place(folded: Labels, form_row: FormRow, score: float, *, out_of_order: bool) -> _Place:
    path = form_row.leaf.path
    if not path or folded[-1] in path[-1].folded:
        return _Place(form_row, score, False, False, out_of_order)
    truncated = any(is_truncated(folded[-1], full) for full in path[-1].folded)
    return _Place(form_row, score, not truncated, truncated, out_of_order)

"""Ruled lines as drawn, often twice, in pieces or askew → each line once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

THICK = 6.0
"""Points; a stroke thicker than this is shading."""
_THIN = 3.0  # a filled rectangle at most this thick is a drawn line; Word draws all its lines so
_STRAIGHT = 0.7
_SNAP = 3.5  # points; lines nearer than this are one line
GAP = 3.5
"""Points by which a line may be interrupted, or stop short of another, and still go on or touch."""


class Rule(NamedTuple):
    """A straight line along an axis: `at` is its y (kind h) or x (kind v), `start` < `end` along the other axis."""

    kind: Literal["h", "v"]
    at: float
    start: float
    end: float


_place: Callable[[Rule], float] = attrgetter("at")


def corners_to_rules(points: Sequence[tuple[float, float]], *, filled: bool, stroked: bool) -> list[Rule]:
    """The straight strokes along a path, or the line that a filled path is where it is thin enough; sizes in points."""
    if filled:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if right - left <= _THIN:
            return [Rule("v", (left + right) / 2, top, bottom)]
        if bottom - top <= _THIN:
            return [Rule("h", (top + bottom) / 2, left, right)]
    rules: list[Rule] = []
    for (x0, y0), (x1, y1) in pairwise(points) if stroked else ():
        if abs(x0 - x1) <= _STRAIGHT:
            rules.append(Rule("v", (x0 + x1) / 2, y0, y1) if y0 <= y1 else Rule("v", (x0 + x1) / 2, y1, y0))
        elif abs(y0 - y1) <= _STRAIGHT:
            rules.append(Rule("h", (y0 + y1) / 2, x0, x1) if x0 <= x1 else Rule("h", (y0 + y1) / 2, x1, x0))
    return rules


def merge_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Lines at nearly one place become one place; what overlaps there or nearly touches becomes one line."""
    merged: list[Rule] = []
    by_kind: dict[Literal["h", "v"], list[Rule]] = {"h": [], "v": []}
    for rule in rules:
        by_kind[rule.kind].append(rule)
    for kind, found in by_kind.items():
        for group in _snapped(sorted(found, key=_place)):
            at = sum(map(_place, group)) / len(group)
            for start, end in _joined({(start, end) for _, _, start, end in group}):
                if end - start > GAP:
                    merged.append(Rule(kind, at, start, end))
    return merged


def _snapped(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > _SNAP:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    current: tuple[float, float] | None = None
    for start, end in sorted(spans):
        if current is not None and start <= current[1] + GAP:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current

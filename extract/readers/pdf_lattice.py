"""Ruled lines → lattices: which lines belong to one table, and which areas between them are one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extract.document import BBox
from extract.errors import RefusedFile
from extract.readers.pdf_rules import GAP, Rule, merge_rules

_OPEN_SIDE = 8.0  # points by which lines reach over the outermost crossing line where a table has no side border
_MAX_RULES = 4000
_MAX_PLACES = 200_000


class LatticeCell(NamedTuple):
    """One cell of a lattice; `open` where it lies at an edge of the lattice that is not drawn."""

    row: int
    column: int
    rowspan: int
    colspan: int
    open: bool


@dataclass(slots=True)
class Lattice:
    """Column edges, row edges (points, ascending) and the cells between them, which never overlap."""

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell]
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    """(row, column) of each place → index in `cells`."""

    @property
    def bbox(self) -> BBox:
        """Left, top, right, bottom."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_bbox(self, cell: LatticeCell) -> BBox:
        """Left, top, right, bottom of one cell."""
        right, bottom = self.xs[cell.column + cell.colspan], self.ys[cell.row + cell.rowspan]
        return (self.xs[cell.column], self.ys[cell.row], right, bottom)


def rules_to_lattices(rules: Iterable[Rule]) -> list[Lattice]:
    """The tables that lines form, smallest first; lines that cross nothing are none.

    Raises RefusedFile for more lines than a table of any report has.
    """
    merged = merge_rules(rules)
    if len(merged) > _MAX_RULES:
        raise RefusedFile(f"a page holds {len(merged):,} separate lines, as a map does; look at it by hand")
    lattices = [lattice for group in _touching(merged) if (lattice := _group_to_lattice(group)) is not None]
    return sorted(lattices, key=lambda lattice: _area(lattice.bbox))


def _touching(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Groups of lines that cross or touch, directly or through others."""
    leader = list(range(len(rules)))
    down = [(at, *rule) for at, rule in enumerate(rules) if rule.kind == "v"]
    for at, (kind, y, start, end) in enumerate(rules):
        if kind == "v":
            continue
        left, right = start - GAP, end + GAP
        for other, _, x, top, bottom in down:
            if left <= x <= right and top - GAP <= y <= bottom + GAP:
                leader[_find(leader, at)] = _find(leader, other)
    groups: dict[int, list[Rule]] = {}
    for at, rule in enumerate(rules):
        groups.setdefault(_find(leader, at), []).append(rule)
    return iter(groups.values())


def _find(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at


def _group_to_lattice(group: Sequence[Rule]) -> Lattice | None:
    across, down = [r for r in group if r.kind == "h"], [r for r in group if r.kind == "v"]
    if not across or not down:
        return None
    xs = _with_open_sides(sorted({rule.at for rule in down}), across)
    ys = _with_open_sides(sorted({rule.at for rule in across}), down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    if len(xs) * len(ys) > _MAX_PLACES:
        raise RefusedFile(f"a page holds a grid of {len(xs):,} by {len(ys):,} lines; look at it by hand")
    lattice = Lattice(xs, ys, [])
    _fill(lattice, down, across)
    return lattice


def _with_open_sides(edges: list[float], crossing: Sequence[Rule]) -> list[float]:
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [first] if first < edges[0] - _OPEN_SIDE else []
    after = [last] if last > edges[-1] + _OPEN_SIDE else []
    return [*before, *edges, *after]


def _drawn(edges: Sequence[float], rules: Sequence[Rule], middles: Sequence[float]) -> list[list[bool]]:
    """Whether a line is drawn, by edge and by the middle of what is beside it."""
    drawn = {edge: [False] * len(middles) for edge in edges}
    for rule in rules:
        first, last = bisect_left(middles, rule.start), bisect_right(middles, rule.end)
        drawn[rule.at][first:last] = [True] * (last - first)
    return list(drawn.values())


def _fill(lattice: Lattice, down: Sequence[Rule], across: Sequence[Rule]) -> None:
    """Join neighbouring places with no line between; what comes out as a rectangle is a cell."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    beside = _drawn(lattice.xs, down, [(a + b) / 2 for a, b in pairwise(lattice.ys)])
    above = _drawn(lattice.ys, across, [(a + b) / 2 for a, b in pairwise(lattice.xs)])
    leader = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and not beside[column + 1][row]:
                leader[_find(leader, at + 1)] = _find(leader, at)
            if row + 1 < rows and not above[row + 1][column]:
                leader[_find(leader, at + columns)] = _find(leader, at)
    regions: dict[int, list[tuple[int, int]]] = {}
    for at in range(rows * columns):
        regions.setdefault(_find(leader, at), []).append(divmod(at, columns))
    for places in regions.values():
        for part in _rectangles(places):
            (top, left), (bottom, right) = part[0], part[-1]
            is_open = (
                (left == 0 and not all(beside[0][top : bottom + 1]))
                or (right == columns - 1 and not all(beside[columns][top : bottom + 1]))
                or (top == 0 and not all(above[0][left : right + 1]))
                or (bottom == rows - 1 and not all(above[rows][left : right + 1]))
            )
            lattice.places.update(dict.fromkeys(part, len(lattice.cells)))
            lattice.cells.append(LatticeCell(top, left, bottom - top + 1, right - left + 1, is_open))


def _rectangles(places: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """A region as it is if it is a rectangle, otherwise (a line is half missing) its rows one by one."""
    if len(places) == 1:
        yield places
        return
    rows, columns = {row for row, _ in places}, {column for _, column in places}
    if len(places) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1):
        yield sorted(places)
        return
    run: list[tuple[int, int]] = []
    for place in sorted(places):
        if run and place != (run[-1][0], run[-1][1] + 1):
            yield run
            run = []
        run.append(place)
    yield run


def _area(bbox: BBox) -> float:
    return (bbox[2] - bbox[0]) * (bbox[3] - bbox[1])

"""Rows of rich text, which state where each cell ends, → a table as a Word file has it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree
from lxml.etree import _Element

from extract.readers.docx_xml import TBL, TC, TR, P, W

_SAME_EDGE = 40  # twips (2 points) within which edges of different rows are one
_USUAL_WIDTH = 1000

Merge = Literal["", "first", "rest"]


@dataclass(frozen=True, slots=True)
class CellPlan:
    """What a row says of one cell: its right edge in twips, and whether it is merged with its neighbours."""

    right: int
    across: Merge = ""
    down: Merge = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as written: its left edge, the plans of its cells and the paragraphs of each."""

    left: int
    plans: tuple[CellPlan, ...]
    cells: tuple[list[_Element], ...]


@dataclass(slots=True)
class RowPlan:
    """What is said so far about the row to come."""

    left: int = 0
    plans: list[CellPlan] = field(default_factory=list)
    next: CellPlan = CellPlan(0)

    def end_cell(self, right: int) -> None:
        """The next cell ends there; edges that do not ascend, which broken writers leave, are set apart."""
        before = self.plans[-1].right if self.plans else self.left
        self.plans.append(replace(self.next, right=max(right, before + 1)))
        self.next = CellPlan(0)


def rows_to_tbl(rows: Sequence[Row]) -> _Element:
    """A `w:tbl` with `gridSpan`, `gridBefore` and `vMerge` on the columns that all rows' edges make together."""
    placed = [_row_to_places(row) for row in rows]
    edges = _united(edge for row in placed for place in row for edge in (place.left, place.right))
    tbl = etree.Element(TBL)
    for row in placed:
        tr = etree.SubElement(tbl, TR)
        for number, place in enumerate(row):
            start, end = _column(edges, place.left), _column(edges, place.right)
            if number == 0 and start:
                _property(etree.SubElement(tr, f"{W}trPr"), "gridBefore", start)
            tr.append(_to_tc(place, max(end - start, 1)))
    return tbl


@dataclass(slots=True)
class _Place:
    left: int
    right: int
    down: Merge
    content: list[_Element]


def _row_to_places(row: Row) -> list[_Place]:
    """The cells of a row with their edges; what is merged across is one, cells beyond the plan follow it."""
    places: list[_Place] = []
    left = row.left
    for at, content in enumerate(row.cells):
        plan = row.plans[at] if at < len(row.plans) else CellPlan(left + _USUAL_WIDTH)
        if plan.across == "rest" and places:
            places[-1].right = plan.right
        else:
            places.append(_Place(left, plan.right, plan.down, content))
        left = plan.right
    return places


def _to_tc(place: _Place, span: int) -> _Element:
    tc = etree.Element(TC)
    properties = etree.SubElement(tc, f"{W}tcPr")
    if span > 1:
        _property(properties, "gridSpan", span)
    if place.down:
        _property(properties, "vMerge", "restart" if place.down == "first" else "continue")
    tc.extend(place.content or [etree.Element(P)])
    return tc


def _property(parent: _Element, name: str, value: int | str) -> None:
    etree.SubElement(parent, f"{W}{name}").set(f"{W}val", str(value))


def _united(edges: Iterable[int]) -> list[int]:
    """Edges in ascending order, those that nearly coincide once."""
    united: list[int] = []
    for edge in sorted(set(edges)):
        if not united or edge - united[-1] > _SAME_EDGE:
            united.append(edge)
    return united


def _column(edges: Sequence[int], edge: int) -> int:
    return bisect_left(edges, edge - _SAME_EDGE)

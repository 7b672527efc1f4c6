"""A sheet → its ruled lines, the lattices they form, and the sheet without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extract.readers.pdf_lattice import Lattice, rules_to_lattices
from extract.readers.pdf_rules import Rule
from extract.readers.scan_sheet import Grey, Mask, Sheet

Kind = Literal["h", "v"]

_LEAST: dict[Kind, float] = {"h": 1.9, "v": 1.15}
"""Ems: a longer straight stroke is no part of a character, which is seldom as wide as a row is high."""
_THICKEST = 0.35  # ems
_BLUR = 7  # pixels along a line over which noise is evened out
_GAP = 3  # pixels of white that interrupt no line
_FAINT = 225  # what a hair line of a coarse scan is at least
_CLEAR = 12  # grey levels by which a line is darker than what lies beside it
_BESIDE = 0.14  # ems beside a line, where there is paper and in text more ink
_MOST_BESIDE = 0.3
_LONG = 12.0  # ems; no stroke of type is so long
_TOUCH = 0.12  # ems by which a line may miss the one that it ends at
_LEAST_WIDTH, _LEAST_HEIGHT = 5.0, 1.8  # ems of a table
_SPANNING = 0.5  # of a table's width, which one of its lines covers


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A straight stroke that may be a line, in pixels."""

    kind: Kind
    left: int
    top: int
    width: int
    height: int

    @property
    def along(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return (self.left, self.left + self.width) if self.kind == "h" else (self.top, self.top + self.height)

    @property
    def across(self) -> tuple[int, int]:
        """What its thickness covers."""
        return (self.top, self.top + self.height) if self.kind == "h" else (self.left, self.left + self.width)

    def to_rule(self, points: float) -> Rule:
        """As the lattice takes it."""
        start, end = self.along
        return Rule(self.kind, sum(self.across) / 2 * points, start * points, end * points)


@dataclass(frozen=True, slots=True)
class Ruled:
    """The tables of a sheet as lattices in points, and the sheet as it is without their lines."""

    lattices: list[Lattice]
    grey: Grey
    ink: Mask


def sheet_to_ruled(sheet: Sheet, points: float) -> Ruled:
    """Find the tables; `points` is how many points a pixel is. Raises RefusedFile for absurdly many lines."""
    masks: dict[Kind, Mask] = {kind: _line_mask(sheet, kind) for kind in _LEAST}
    found = [stroke for kind, mask in masks.items() for stroke in _mask_to_strokes(sheet, mask, kind)]
    strokes = [stroke for stroke in found if _is_held(stroke, found, sheet.em)]
    lattices = rules_to_lattices([stroke.to_rule(points) for stroke in strokes])
    tables = [lattice for lattice in lattices if _is_table(lattice, strokes, sheet.em, points)]
    covered = np.zeros(sheet.grey.shape, np.uint8)
    for stroke in strokes:
        if any(_is_of(stroke, table, sheet.em, points) for table in tables):
            area = slice(stroke.top, stroke.top + stroke.height), slice(stroke.left, stroke.left + stroke.width)
            covered[area] |= masks[stroke.kind][area]
    return Ruled(tables, *_without(sheet, covered))


def _line_mask(sheet: Sheet, kind: Kind) -> Mask:
    """1 where a pixel belongs to a run of dark pixels as long as no character has."""
    import cv2  # noqa: PLC0415 - only scans need it

    def along(length: int) -> NDArray[np.uint8]:
        return np.ones((1, length) if kind == "h" else (length, 1), np.uint8)

    def across(length: int) -> NDArray[np.uint8]:
        return np.ones((length, 1) if kind == "h" else (1, length), np.uint8)

    smooth = cv2.blur(sheet.grey, (_BLUR, 1) if kind == "h" else (1, _BLUR))
    beside = cv2.dilate(smooth, across(2 * max(3, round(0.18 * sheet.em)) + 1))
    faint = (smooth < _FAINT) & (beside.astype(np.int16) - smooth > _CLEAR)
    dark = faint.astype(np.uint8) | sheet.ink
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, along(_GAP))
    least = round(_LEAST[kind] * sheet.em) + _BLUR  # which the blur adds to a stroke
    lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, along(least))
    return np.asarray(lines, np.uint8)


def _mask_to_strokes(sheet: Sheet, mask: Mask, kind: Kind) -> Iterator[_Stroke]:
    import cv2  # noqa: PLC0415 - only scans need it

    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for left, top, width, height in stats[1:count, :4].tolist():
        stroke = _Stroke(kind, left, top, width, height)
        thickness = height if kind == "h" else width
        if thickness <= _THICKEST * sheet.em and _ink_beside(sheet, stroke) <= _MOST_BESIDE:
            yield stroke


def _ink_beside(sheet: Sheet, stroke: _Stroke) -> float:
    """How much of a line has ink on the side that has more: a line has next to none, a row of strokes has much."""
    reach = max(2, round(_BESIDE * sheet.em))
    ink = sheet.ink if stroke.kind == "h" else sheet.ink.T
    first, last = stroke.across
    start, end = stroke.along
    shares = [ink[at, start:end].mean() for at in (first - reach, last - 1 + reach) if 0 <= at < ink.shape[0]]
    return float(max(shares, default=0.0))


def _is_held(stroke: _Stroke, strokes: Sequence[_Stroke], em: float) -> bool:
    """Whether a line is long, or crosses or touches others: a row of strokes may reach one border of its cell."""
    if stroke.along[1] - stroke.along[0] >= _LONG * em:
        return True
    reach = _TOUCH * em
    middle = sum(stroke.across) / 2
    crossed = [
        sum(other.across) / 2
        for other in strokes
        if other.kind != stroke.kind
        and other.along[0] - reach <= middle <= other.along[1] + reach
        and stroke.along[0] - reach <= other.across[1]
        and other.across[0] <= stroke.along[1] + reach
    ]
    return bool(crossed) and (stroke.kind == "v" or max(crossed) - min(crossed) > em)


def _is_table(lattice: Lattice, strokes: Sequence[_Stroke], em: float, points: float) -> bool:
    """Whether lines form a table rather than the strokes of large type."""
    left, top, right, bottom = (at / points for at in lattice.bbox)
    if len(lattice.cells) < 2 or right - left < _LEAST_WIDTH * em or bottom - top < _LEAST_HEIGHT * em:
        return False
    return any(
        stroke.kind == "h" and stroke.width >= _SPANNING * (right - left)
        for stroke in strokes
        if _is_of(stroke, lattice, em, points)
    )


def _is_of(stroke: _Stroke, lattice: Lattice, em: float, points: float) -> bool:
    """Whether a line lies within a lattice."""
    left, top, right, bottom = (at / points for at in lattice.bbox)
    x, y = stroke.left + stroke.width / 2, stroke.top + stroke.height / 2
    return left - em < x < right + em and top - em < y < bottom + em


def _without(sheet: Sheet, covered: Mask) -> tuple[Grey, Mask]:
    """Grey and ink with the lines, and the fringe that blur gave them, painted white."""
    import cv2  # noqa: PLC0415 - only scans need it

    reach = max(1, round(0.05 * sheet.em))
    wide = cv2.dilate(covered, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)).astype(bool)
    grey, ink = sheet.grey.copy(), sheet.ink.copy()
    grey[wide] = 255
    ink[wide] = 0
    return grey, ink

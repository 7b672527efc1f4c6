"""The shape of what stands in a cell: what a recogniser confuses, a ruler tells apart.

`/` leans and `1` does not; a dash is flat and nothing else that stands alone is; and what reaches to the border of its
cell may be a piece of the border.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from extract.readers.scan_sheet import Mask

Shape = Literal["dash", "slash", "upright", "leaning", "other"]

_FLAT, _LEAST_DASH, _MOST_DASH = 0.24, 0.25, 2.6  # ems: height, and width, of a dash
_NARROW = 0.62  # ems wide at most are 1 and /
_TALLEST = 1.25  # ems
_SLASH, _UPRIGHT = 0.26, 0.14  # pixels to the left for each pixel down
_CLEAR = 0.07  # ems of paper between a mark and the border of its cell


@dataclass(frozen=True, slots=True)
class Marks:
    """What the ink of a one-line cell looks like."""

    shape: Shape
    """`leaning`: between an upright stroke and a slash."""
    free: bool
    """Whether it keeps clear of the borders of the cell."""


def ink_to_marks(ink: Mask, em: float) -> Marks:
    """Judge the ink of a cell that holds one line; `ink` is all of the cell's inside, borders painted white."""
    import cv2  # noqa: PLC0415 - only scans need it

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height = stats[1:, 0], stats[1:, 1], stats[1:, 2], stats[1:, 3]
    clear = max(1, round(_CLEAR * em))
    rows, columns = ink.shape
    free = bool(
        left.min() > clear
        and top.min() > clear
        and (left + width).max() < columns - clear
        and (top + height).max() < rows - clear
        and height.max() <= _TALLEST * em
    )
    if (height <= _FLAT * em).all() and width.max() >= _LEAST_DASH * em:
        spread = (top + height).max() - top.min()
        is_dash = spread <= 1.5 * _FLAT * em and width.max() <= _MOST_DASH * em and (width > 1.3 * height).all()
        return Marks("dash" if is_dash else "other", free)
    if len(stats) == 2 and width[0] <= _NARROW * em and height[0] >= width[0]:
        return Marks(_stroke_to_shape(ink), free)
    return Marks("other", free)


def _stroke_to_shape(ink: Mask) -> Shape:
    """Whether one tall mark is a straight stroke, and how much it leans to the right."""
    ys, xs = np.nonzero(ink)
    height = ys.max() - ys.min() + 1
    slope = float(np.polyfit(ys, xs, 1)[0])
    middles = np.array([xs[ys == y].mean() for y in np.unique(ys)])
    lean = -slope
    if lean >= _SLASH:
        # 7 leans too, under its bar: a slash is as far left of its middle at the top as right of it at the foot.
        off = np.abs(middles - (np.polyval(np.polyfit(ys, xs, 1), np.unique(ys)))).max()
        return "slash" if off <= 0.09 * height else "other"
    return "upright" if abs(lean) <= _UPRIGHT else "leaning"

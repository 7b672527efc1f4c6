"""A grey picture → a sheet: paper made white, laid straight, its ink told from its paper, its size of type measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.document import BBox

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]

INK = 185
"""Darker than this, on paper made 255, is ink."""
_WHITE = 250
_SHADE_BLOCK = 24  # pixels of which the brightest decides how bright the paper is there
_WORK_WIDTH = 900  # pixels, enough to see the slope of lines
_MOST_SKEW = 2.6  # degrees
_COARSE, _FINE = 0.2, 0.02
_LEAST_TYPE, _MOST_TYPE = 7, 90  # pixels
_USUAL_TYPE = 24.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the reader sees it: straight, white paper, pixels."""

    grey: Grey
    ink: Mask
    """1 where there is ink."""
    em: float
    """Width of a Chinese character of the usual size, in pixels."""
    skew: float
    """Degrees by which it was turned, clockwise positive."""

    def to_original(self, box: BBox) -> BBox:
        """A box of the sheet as the box that encloses it in the picture as it came."""
        height, width = self.grey.shape
        angle = math.radians(self.skew)
        cos, sin, mid_x, mid_y = math.cos(angle), math.sin(angle), width / 2, height / 2
        corners = [(x - mid_x, y - mid_y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs = [cos * x - sin * y + mid_x for x, y in corners]
        ys = [sin * x + cos * y + mid_y for x, y in corners]
        middle_x, middle_y = sum(xs) / 4, sum(ys) / 4
        half_x, half_y = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
        return (middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)


def grey_to_sheet(grey: Grey) -> Sheet:
    """Lay a picture straight; what it shows need not be a page of text."""
    import cv2  # noqa: PLC0415 - 60 MB that only scans need

    white = _whitened(grey)
    skew = find_skew(white < INK)
    if skew:
        height, width = white.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
        turned = cv2.warpAffine(white, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
        white = np.asarray(turned, np.uint8)
    ink = (white < INK).astype(np.uint8)
    return Sheet(white, ink, ink_to_em(ink), skew)


def _whitened(grey: Grey) -> Grey:
    """The picture divided by its paper, so that shade and yellow paper become white."""
    import cv2  # noqa: PLC0415 - only scans need it

    height, width = grey.shape
    small = (max(1, width // _SHADE_BLOCK), max(1, height // _SHADE_BLOCK))
    smooth = cv2.blur(grey, (3, 3))
    tiles: Any = cv2.resize(cv2.dilate(smooth, np.ones((9, 9), np.uint8)), small, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(tiles, np.ones((3, 3), np.uint8)), 5 if min(small) >= 5 else 1)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=_WHITE), np.uint8)


def find_skew(ink: NDArray[np.bool_]) -> float:
    """Degrees by which lines rise to the left (clockwise), at most 2.6; 0.0 where turning makes nothing clearer.

    Lines that lie straight fall into few rows of the picture: the angle with the sharpest profile is the one.
    """
    step = max(1, ink.shape[1] // _WORK_WIDTH)
    rows, columns = np.nonzero(ink[::step, ::step])
    if len(rows) < 100:
        return 0.0
    if len(rows) > 120_000:
        rows, columns = rows[:: len(rows) // 60_000], columns[:: len(columns) // 60_000]
    coarse = np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE)
    best = max(coarse, key=lambda angle: _sharpness(rows, columns, angle))
    fine = np.arange(best - _COARSE, best + _COARSE + _FINE, _FINE)
    best = max(fine, key=lambda angle: _sharpness(rows, columns, angle))
    if abs(best) < 2 * _FINE or _sharpness(rows, columns, best) < 1.01 * _sharpness(rows, columns, 0.0):
        return 0.0
    return round(float(best), 2)


def _sharpness(rows: NDArray[np.int64], columns: NDArray[np.int64], angle: float) -> float:
    heights = rows - columns * math.tan(math.radians(angle))
    profile = np.bincount((heights - heights.min()).astype(np.int64)).astype(np.float64)
    return float((np.diff(profile) ** 2).sum())


def ink_to_em(ink: Mask) -> float:
    """The usual size of type: components that are about square are characters, or their greater part."""
    import cv2  # noqa: PLC0415 - only scans need it

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    square = (height >= _LEAST_TYPE) & (height <= _MOST_TYPE) & (width > 0.75 * height) & (width < 1.35 * height)
    heights = np.sort(height[square])
    if len(heights) < 8:
        return _USUAL_TYPE
    return float(np.percentile(heights, 75)) * 1.08

"""Ink → the boxes of printed lines, by where rows and columns of pixels are empty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extract.readers.scan_sheet import Grey, Mask

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; the last two are one past the end."""

_SPECK = 0.005  # square ems; a full stop has twice that
_LEAST_MARK = 0.22  # ems that the largest mark of a cell has at least, be it a dash
_FAINT = 222  # grey that noise of paper does not reach
_FRINGE = 0.14  # ems
_LARGEST = 3.0  # ems; what is larger is a stamp, a signature, a picture
_LINE = 1.15  # ems that a line is high at most
_TALL = 1.75  # ems from which on a band is several lines that touch
_PAD = 0.16  # ems of paper around a line that is cut out
_SPACE = 2.5  # ems between two pieces of one line that may as well be two


def without_specks(ink: Mask, em: float) -> Mask:
    """Ink without dust, and without what is too large to be type."""
    import cv2  # noqa: PLC0415 - only scans need it

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = np.maximum(stats[:, cv2.CC_STAT_WIDTH] / 2, stats[:, cv2.CC_STAT_HEIGHT])
    kept = (stats[:, cv2.CC_STAT_AREA] >= _SPECK * em * em) & (largest <= _LARGEST * em)
    kept[0] = False
    cleaned: Mask = kept[labels].astype(np.uint8)
    return cleaned


def is_blank(ink: Mask, em: float) -> bool:
    """Whether an area holds no mark as large as the smallest that is printed alone (a dash)."""
    import cv2  # noqa: PLC0415 - only scans need it

    if not ink.any():
        return True
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    return bool(largest.max() < _LEAST_MARK * em)


def has_faint_mark(grey: Grey, ink: Mask, em: float) -> bool:
    """Whether an area without a clear mark may hold a faint one, or one that was too large to be type.

    What stands close to the area's edges is the fringe of its borders. `ink` is the ink with nothing left out.
    """
    import cv2  # noqa: PLC0415 - only scans need it

    edge = max(2, round(_FRINGE * em))
    inside = slice(edge, -edge), slice(edge, -edge)
    if min(grey[inside].shape) < 3:
        return False
    faint = (cv2.blur(grey, (3, 3)) < _FAINT).astype(np.uint8) | ink
    return not is_blank(np.ascontiguousarray(faint[inside]), em)


def ink_to_lines(ink: Mask, em: float) -> list[Box]:
    """The boxes of the lines in an area, top to bottom."""
    boxes = []
    for top, bottom in _bands(ink.sum(axis=1), em):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        boxes.append((int(columns[0]), top, int(columns[-1]) + 1, bottom))
    return boxes


def _bands(profile: NDArray[np.int64], em: float) -> Iterator[tuple[int, int]]:
    """Runs of rows with ink, those joined that make up one line (the strokes of 三), those cut that are several."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (profile > 0).astype(np.int8), [0]))))
    joined: list[tuple[int, int]] = []
    for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and bottom - joined[-1][0] <= _LINE * em:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    for top, bottom in joined:
        if bottom - top <= _TALL * em:
            yield top, bottom
            continue
        yield from _cut(top, bottom, profile, em)


def _cut(top: int, bottom: int, profile: NDArray[np.int64], em: float) -> Iterator[tuple[int, int]]:
    """A band of lines that touch, cut where there is least ink."""
    count = max(2, round((bottom - top) / (1.45 * em)))
    step, reach = (bottom - top) / count, max(1, round(0.35 * em))
    start = top
    for number in range(1, count):
        middle = round(top + number * step)
        near = profile[middle - reach : middle + reach]
        end = middle - reach + int(near.argmin())
        if end > start:
            yield start, end
            start = end
    yield start, bottom


def cut_out(grey: Grey, box: Box, em: float) -> Grey:
    """The picture of a line with a little paper around it."""
    pad = max(2, round(_PAD * em))
    left, top, right, bottom = box
    height, width = grey.shape
    area = grey[max(0, top - pad) : min(height, bottom + pad), max(0, left - pad) : min(width, right + pad)]
    missing = (
        (max(0, pad - top), max(0, bottom + pad - height)),
        (max(0, pad - left), max(0, right + pad - width)),
    )
    return np.pad(area, missing, constant_values=255)

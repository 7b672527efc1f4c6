"""Pages that were scanned lying on their side or upside down: turned until their text can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from extract.document import BBox
from extract.readers.scan_page import ScanPage, grey_to_page
from extract.readers.scan_recogniser import recognise
from extract.readers.scan_sheet import Grey

_PROBES, _SHORT_PROBES = 4, 16
_LEAST_WIDTH, _MOST_WIDTH = 3.0, 10.0  # ems of a line that is tried
_LEAST_CHARS = 4
_LEGIBLE, _SURELY = 0.7, 0.9  # mean score of characters


def grey_to_upright_page(grey: Grey, number: int, points: float | None = None) -> ScanPage:
    """Lay out a whole page, turned by quarters where it is illegible as it lies and only that makes it legible."""
    page = grey_to_page(grey, number, points)
    if not (page.tables or page.lines) or _is_legible(page):
        return page
    for turns in (1, 3, 2):
        turned = grey_to_page(np.ascontiguousarray(np.rot90(grey, turns)), number, points)
        scores = _certainties(turned, _LEAST_CHARS)
        if len(scores) >= 2 and _mean(scores) >= _SURELY:
            return replace(turned, turns=turns)
    return page


def _is_legible(page: ScanPage) -> bool:
    """Whether a page can be read as it lies: by a few longer lines, or where it has none (narrow cells) by any."""
    scores = _certainties(page, _LEAST_CHARS)
    if len(scores) < 2:
        scores += _certainties(page, 1)
    return _mean(scores) >= _LEGIBLE


def _certainties(page: ScanPage, least_chars: int) -> list[float]:
    """How certain the characters of a few lines are on average, of each line that has so many."""
    lines = [*page.table_lines, *(line.picture for line in page.lines)]
    if least_chars > 1:
        lines = [line for line in lines if line.shape[1] >= _LEAST_WIDTH * line.shape[0]]
    probes = _PROBES if least_chars > 1 else _SHORT_PROBES
    tried = [line[:, : round(_MOST_WIDTH * line.shape[0])] for line in lines[:: max(1, len(lines) // probes)]][:probes]
    readings = [reading for reading in recognise(tried) if len(reading.choices) >= least_chars]
    return [_mean([choice[0][1] for choice in reading.choices]) for reading in readings]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def turned_back(box: BBox, page: ScanPage) -> BBox:
    """A box of a page as it was turned, as a box of the page as it came; both in points."""
    left, top, right, bottom = box
    width, height = page.width, page.height
    return {
        0: box,
        1: (height - bottom, left, height - top, right),
        2: (width - right, height - bottom, width - left, height - top),
        3: (top, width - right, bottom, width - left),
    }[page.turns]

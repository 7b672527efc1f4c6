"""A picture of a page → where its tables, their cells and its lines of prose are; nothing is recognised yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extract.document import BBox
from extract.readers.pdf_lattice import Lattice, LatticeCell
from extract.readers.scan_lines import Box, cut_out, has_faint_mark, ink_to_lines, is_blank, without_specks
from extract.readers.scan_marks import Marks, ink_to_marks
from extract.readers.scan_rules import Ruled, sheet_to_ruled
from extract.readers.scan_sheet import Grey, Mask, Sheet, grey_to_sheet

_USUAL_SIZE = 10.5  # points of type in a table; what size a picture without a size of its own is taken to have
_LEAST_EM, _MOST_EM, _WORK_EM = 20.0, 44.0, 28.0  # pixels
_MAX_PIXELS = 20_000_000
_SEVERAL, _WIDE = 4, 6.0  # lines that a picture of text has at least, and their ems


@dataclass(frozen=True, slots=True)
class ScanCell:
    """A cell of a ruled table and the pictures of its lines, none where it is blank."""

    place: LatticeCell
    bbox: BBox
    lines: tuple[Grey, ...]
    marks: Marks | None
    """The shape of its only line; None where it has none or several."""
    doubtful: bool = False
    """Whether it may hold something although it seems blank."""


@dataclass(frozen=True, slots=True)
class ScanTable:
    """A ruled table; edges and boxes in points from the page's top left."""

    lattice: Lattice
    xs: tuple[float, ...]
    """Its column edges on the page."""
    bbox: BBox
    cells: tuple[ScanCell, ...]


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A line of prose."""

    bbox: BBox
    picture: Grey


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One page, or a picture on one: `points` is how many points one of its pixels is, `em` in pixels."""

    number: int
    width: float
    height: float
    points: float
    em: float
    tables: tuple[ScanTable, ...]
    lines: tuple[ScanLine, ...]
    turns: int = 0
    """Quarter turns to the left by which it was turned; its width, height and boxes are those after it."""

    @property
    def table_lines(self) -> list[Grey]:
        """The pictures of all lines in its tables, cell by cell."""
        return [line for table in self.tables for cell in table.cells for line in cell.lines]

    @property
    def is_text(self) -> bool:
        """Whether it looks like a picture of a table or of text rather than an emblem with a few words."""
        wide = sum(line.bbox[2] - line.bbox[0] >= _WIDE * self.em * self.points for line in self.lines)
        return bool(self.tables) or wide >= _SEVERAL


def grey_to_page(
    grey: Grey, number: int, points: float | None = None, origin: tuple[float, float] = (0.0, 0.0)
) -> ScanPage:
    """Lay out one page. Without `points` its type is taken to be of the usual size; `origin` is its place in points.

    Raises RefusedFile where it holds absurdly many lines.
    """
    sheet = grey_to_sheet(grey)
    shrunk = 1.0
    if points is None and not _LEAST_EM <= sheet.em <= _MOST_EM:
        shrunk = _WORK_EM / sheet.em
        sheet = grey_to_sheet(_resized(grey, shrunk))
    scale = points or _USUAL_SIZE / sheet.em
    ruled = sheet_to_ruled(sheet, scale)
    ink = without_specks(ruled.ink, sheet.em)
    place = _Place(sheet, scale, origin)
    tables = tuple(_to_table(lattice, ruled, ink, place) for lattice in ruled.lattices)
    for lattice in ruled.lattices:
        left, top, right, bottom = place.pixels(lattice.bbox)
        ink[top:bottom, left:right] = 0
    lines = tuple(
        ScanLine(place.points(box), cut_out(ruled.grey, box, sheet.em))
        for box in ink_to_lines(ink, sheet.em)
        if not is_blank(ink[box[1] : box[3], box[0] : box[2]], sheet.em)
    )
    height, width = sheet.grey.shape
    return ScanPage(number, width * scale, height * scale, scale * shrunk, sheet.em / shrunk, tables, lines)


def _resized(grey: Grey, factor: float) -> Grey:
    """A photo made smaller, a picture for the screen made larger, within what is of use."""
    import cv2  # noqa: PLC0415 - only scans need it

    height, width = grey.shape
    factor = min(factor, (_MAX_PIXELS / (height * width)) ** 0.5)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (round(width * factor), round(height * factor)), interpolation=way), np.uint8)


@dataclass(frozen=True, slots=True)
class _Place:
    """Turns boxes of a sheet into boxes of the page that it is on, and back."""

    sheet: Sheet
    scale: float
    origin: tuple[float, float]

    def pixels(self, bbox: BBox) -> Box:
        """A box in points of the sheet as pixels of the sheet."""
        left, top, right, bottom = (max(0, round(at / self.scale)) for at in bbox)
        return left, top, right, bottom

    def points(self, box: Sequence[float]) -> BBox:
        """A box in pixels of the sheet as points of the page."""
        left, top, right, bottom = self.sheet.to_original((box[0], box[1], box[2], box[3]))
        x, y = self.origin
        return (
            round(left * self.scale + x, 1),
            round(top * self.scale + y, 1),
            round(right * self.scale + x, 1),
            round(bottom * self.scale + y, 1),
        )


def _to_table(lattice: Lattice, ruled: Ruled, ink: Mask, place: _Place) -> ScanTable:
    cells = tuple(_to_cell(lattice, cell, ruled, ink, place) for cell in lattice.cells)
    xs = tuple(x + place.origin[0] for x in lattice.xs)
    return ScanTable(lattice, xs, place.points(place.pixels(lattice.bbox)), cells)


def _to_cell(lattice: Lattice, cell: LatticeCell, ruled: Ruled, ink: Mask, place: _Place) -> ScanCell:
    left, top, right, bottom = place.pixels(lattice.cell_bbox(cell))
    area = slice(top, bottom), slice(left, right)
    inside, marks = ruled.grey[area], ink[area]
    bbox = place.points((left, top, right, bottom))
    if is_blank(marks, place.sheet.em):
        return ScanCell(cell, bbox, (), None, has_faint_mark(inside, ruled.ink[area], place.sheet.em))
    boxes = ink_to_lines(marks, place.sheet.em)
    lines = tuple(cut_out(inside, box, place.sheet.em) for box in boxes)
    return ScanCell(cell, bbox, lines, ink_to_marks(marks, place.sheet.em) if len(boxes) == 1 else None)

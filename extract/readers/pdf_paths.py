"""What a PDF page draws, through pdfium → its ruled lines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import RefusedFile
from extract.readers.pdf_matrix import IDENTITY, Matrix, apply, compose
from extract.readers.pdf_rules import THICK, Rule, corners_to_rules

_RECTANGLE_SEGMENTS = 5
_MAX_FORM_DEPTH = 6
_MAX_OBJECTS = 200_000


def page_to_rules(page: pypdfium2.PdfPage, matrix: Matrix, number: int) -> Iterator[Rule]:
    """The lines that a page draws; `matrix` takes its user space to the page as shown.

    Raises RefusedFile for a page with more drawn objects than any report's has; `number` names it.
    """
    raw = page.raw
    count, get = pdfium.FPDFPage_CountObjects(raw), pdfium.FPDFPage_GetObject
    for seen, (path, shown) in enumerate(_paths(raw, count, get, matrix, 0)):
        if seen >= _MAX_OBJECTS:
            raise RefusedFile(f"its page {number} holds more than {_MAX_OBJECTS:,} drawn objects; look at it by hand")
        yield from _path_to_rules(path, shown)


def _paths(
    container: Any, count: int, get: Callable[[Any, int], Any], matrix: Matrix, depth: int
) -> Iterator[tuple[Any, Matrix]]:
    """Every path object of the page and of the forms on it, with what takes its container to the page as shown."""
    for at in range(count):
        item = get(container, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            inner = compose(_object_matrix(item), matrix)
            yield from _paths(
                item, pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject, inner, depth + 1
            )


def _path_to_rules(path: Any, matrix: Matrix) -> Iterator[Rule]:
    """The lines of one path, which is stroked, filled or both."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    stroked = bool(stroke.value) and _stroke_width(path) <= THICK
    if not stroked and not fill.value:
        return
    if not stroked and pdfium.FPDFPath_CountSegments(path) <= _RECTANGLE_SEGMENTS:
        yield from _box_to_rules(path, matrix)
        return
    for points in _subpaths(path, compose(_object_matrix(path), matrix)):
        yield from corners_to_rules(points, filled=bool(fill.value), stroked=stroked)


def _box_to_rules(path: Any, matrix: Matrix) -> Iterator[Rule]:
    """A filled rectangle by its bounds, without a look at its corners: of these a page of Word's has a thousand."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    x0, y0 = apply(matrix, left.value, bottom.value)
    x1, y1 = apply(matrix, right.value, top.value)
    yield from corners_to_rules(((x0, y0), (x1, y1)), filled=True, stroked=False)


def _stroke_width(path: Any) -> float:
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    return width.value


def _subpaths(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; a part with a curve is no line and is left out."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _object_matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)

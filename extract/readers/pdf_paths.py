"""What a PDF page draws, through pdfium → its ruled lines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import RefusedFile
from extract.readers.pdf_calls import (
    count_segments,
    draw_mode,
    is_segment_closing,
    object_bounds,
    object_kind,
    object_matrix,
    page_object,
    path_segment,
    segment_kind,
    segment_point,
    stroke_width,
)
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
    count, get = pdfium.FPDFPage_CountObjects(raw), page_object
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
        kind = object_kind(item)
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
    draw_mode(path, ctypes.byref(fill), ctypes.byref(stroke))
    stroked = bool(stroke.value) and _stroke_width(path) <= THICK
    if not stroked and not fill.value:
        return
    segments = count_segments(path)
    if not stroked and segments <= _RECTANGLE_SEGMENTS:
        yield from _box_to_rules(path, matrix)
        return
    for points in _subpaths(path, segments, compose(_object_matrix(path), matrix)):
        yield from corners_to_rules(points, filled=bool(fill.value), stroked=stroked)


def _box_to_rules(path: Any, matrix: Matrix) -> Iterator[Rule]:
    """A filled rectangle by its bounds, without a look at its corners: of these a page of Word's has a thousand."""
    sides = (ctypes.c_float * 4)()
    if not object_bounds(path, *(ctypes.byref(sides, at) for at in range(0, 16, 4))):
        return
    left, bottom, right, top = sides[:]
    yield from corners_to_rules((apply(matrix, left, bottom), apply(matrix, right, top)), filled=True, stroked=False)


def _stroke_width(path: Any) -> float:
    width = ctypes.c_float()
    stroke_width(path, ctypes.byref(width))
    return width.value


def _subpaths(path: Any, segments: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; a part with a curve is no line and is left out."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    x_place, y_place = ctypes.byref(x), ctypes.byref(y)
    for at in range(segments):
        segment = path_segment(path, at)
        kind = segment_kind(segment)
        segment_point(segment, x_place, y_place)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(apply(matrix, x.value, y.value))
        if is_segment_closing(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _object_matrix(item: Any) -> Matrix:
    numbers = (ctypes.c_float * 6)()
    if not object_matrix(item, ctypes.byref(numbers)):
        return IDENTITY
    a, b, c, d, e, f = numbers[:]
    return (a, b, c, d, e, f)

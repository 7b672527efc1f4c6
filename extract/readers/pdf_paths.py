"""What a PDF page draws, through pdfium → its ruled lines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import RefusedFile
from extract.readers.pdf_calls import (
    count_in_form,
    count_segments,
    draw_mode,
    is_segment_closing,
    object_bounds,
    object_in_form,
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
_MOVE, _CURVE = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_BEZIERTO

# Memory that pdfium, which does one thing at a time, writes its answers into.
_NUMBERS, _MODES = (ctypes.c_float * 6)(), (ctypes.c_int * 2)()
_PLACES = [ctypes.byref(_NUMBERS, at * ctypes.sizeof(ctypes.c_float)) for at in range(6)]
_MODE_PLACES = [ctypes.byref(_MODES, at * ctypes.sizeof(ctypes.c_int)) for at in range(2)]


def page_to_rules(page: pypdfium2.PdfPage, matrix: Matrix, number: int) -> list[Rule]:
    """The lines that a page draws; `matrix` takes its user space to the page as shown.

    Raises RefusedFile for a page with more drawn objects than any report's has; `number` names it.
    """
    raw = page.raw
    count, get = pdfium.FPDFPage_CountObjects(raw), page_object
    rules: list[Rule] = []
    for seen, (path, shown) in enumerate(_paths(raw, count, get, matrix, 0)):
        if seen >= _MAX_OBJECTS:
            raise RefusedFile(f"its page {number} holds more than {_MAX_OBJECTS:,} drawn objects; look at it by hand")
        rules.extend(_path_to_rules(path, shown))
    return rules


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
            yield from _paths(item, count_in_form(item), object_in_form, inner, depth + 1)


def _path_to_rules(path: Any, matrix: Matrix) -> Iterable[Rule]:
    """The lines of one path, which is stroked, filled or both."""
    draw_mode(path, *_MODE_PLACES)
    filled, stroked = bool(_MODES[0]), bool(_MODES[1]) and _stroke_width(path) <= THICK
    if not stroked and not filled:
        return ()
    segments = count_segments(path)
    if not stroked and segments <= _RECTANGLE_SEGMENTS:
        return _box_to_rules(path, matrix)
    rules: list[Rule] = []
    for points in _subpaths(path, segments, compose(_object_matrix(path), matrix)):
        rules += corners_to_rules(points, filled=filled, stroked=stroked)
    return rules


def _box_to_rules(path: Any, matrix: Matrix) -> Sequence[Rule]:
    """A filled rectangle by its bounds, without a look at its corners: of these a page of Word's has a thousand."""
    if not object_bounds(path, *_PLACES[:4]):
        return ()
    left, bottom, right, top = _NUMBERS[:4]
    return corners_to_rules((apply(matrix, left, bottom), apply(matrix, right, top)), filled=True, stroked=False)


def _stroke_width(path: Any) -> float:
    _NUMBERS[0] = 0.0
    stroke_width(path, _PLACES[0])
    return _NUMBERS[0]


def _subpaths(path: Any, segments: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path; a part with a curve is no line and is left out."""
    a, b, c, d, e, f = matrix
    x_place, y_place = _PLACES[:2]
    parts: list[list[tuple[float, float]]] = []
    points: list[tuple[float, float]] = []
    curved = False
    for at in range(segments):
        segment = path_segment(path, at)
        kind = segment_kind(segment)
        if kind == _MOVE:
            if len(points) > 1 and not curved:
                parts.append(points)
            points, curved = [], False
        elif kind == _CURVE:
            curved = True
        segment_point(segment, x_place, y_place)
        x, y = _NUMBERS[0], _NUMBERS[1]
        points.append((a * x + c * y + e, b * x + d * y + f))
        if is_segment_closing(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        parts.append(points)
    return parts


def _object_matrix(item: Any) -> Matrix:
    if not object_matrix(item, _PLACES[0]):
        return IDENTITY
    a, b, c, d, e, f = _NUMBERS[:]
    return (a, b, c, d, e, f)

"""One PDF page, through pdfium → its characters and ruled lines, in points from the top left of the page as shown."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from extract.errors import RefusedFile
from extract.readers.pdf_rules import THICK, Rule, corners_to_rules

_MAX_FORM_DEPTH = 6
_MAX_CHARS = 200_000
_MAX_OBJECTS = 200_000
_HYPHEN = "\x02"  # how pdfium gives a hyphen at a line's end

# Fonts of some programs map characters to look-alike radicals; what is printed is the ordinary character.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = (
    "⺠民⻓长⻔门⻚页⻛风⻅见⻋车⻉贝⻢马⻰龙⻝食⻩黄⻬齐⻆角⻄西⻙韦⻦鸟⻥鱼⻨麦⻮齿⻜飞⻁虎⺟母⻳龟⻘青⺎兀⺫罒"
)
_RADICALS |= {ord(_SUPPLEMENT[at]): _SUPPLEMENT[at + 1] for at in range(0, len(_SUPPLEMENT), 2)}

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Char(NamedTuple):
    """One printed character; its box is as high as its line, so that the boxes of a line overlap."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page prints; sizes in points."""

    number: int
    width: float
    height: float
    chars: list[Char]
    rules: list[Rule]
    unmapped: int
    """Characters whose font does not say which they are."""


def page_to_content(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Read a page. Raises RefusedFile for a page with more objects than any report has."""
    to_shown = _shown_matrix(page)
    width, height = page.get_size()
    chars, unmapped = _chars(page, to_shown, width, height, number)
    rules = list(_rules(page, to_shown, number)) if chars else []
    return PageContent(number, width, height, chars, rules, unmapped)


def _shown_matrix(page: pypdfium2.PdfPage) -> Matrix:
    """From user space (upwards, not rotated) to the page as shown (downwards from the top left, rotated)."""
    left, bottom, right, top = page.get_cropbox()
    return {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }[page.get_rotation() % 360]


def _chars(page: pypdfium2.PdfPage, matrix: Matrix, width: float, height: float, number: int) -> tuple[list[Char], int]:
    textpage = page.get_textpage()
    chars: list[Char] = []
    unmapped = 0
    try:
        raw, count, box = textpage.raw, textpage.count_chars(), pdfium.FS_RECTF()
        if count > _MAX_CHARS:
            raise RefusedFile(f"its page {number} holds {count:,} characters; look at it by hand")
        for at in range(count):
            if pdfium.FPDFText_IsGenerated(raw, at) == 1 or not pdfium.FPDFText_GetLooseCharBox(raw, at, box):
                continue
            code = pdfium.FPDFText_GetUnicode(raw, at)
            if code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or pdfium.FPDFText_HasUnicodeMapError(raw, at) == 1:
                unmapped += 1
                continue
            x0, y0 = _apply(matrix, box.left, box.bottom)
            x1, y1 = _apply(matrix, box.right, box.top)
            x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            if 0 <= (x0 + x1) / 2 <= width and 0 <= (y0 + y1) / 2 <= height:
                text = _RADICALS.get(code) or chr(code)
                chars.append(Char(x0, y0, x1, y1, "-" if text == _HYPHEN else text))
    finally:
        textpage.close()
    return _joined_surrogates(chars), unmapped


def _joined_surrogates(chars: list[Char]) -> list[Char]:
    """A character outside the first plane comes as two; both halves have one box."""
    joined: list[Char] = []
    for char in chars:
        if "\udc00" <= char.text <= "\udfff" and joined and "\ud800" <= joined[-1].text <= "\udbff":
            pair = (joined[-1].text + char.text).encode("utf-16", "surrogatepass").decode("utf-16")
            joined[-1] = joined[-1]._replace(text=pair)
        else:
            joined.append(char)
    return [char for char in joined if not "\ud800" <= char.text <= "\udfff"]


def _rules(page: pypdfium2.PdfPage, matrix: Matrix, number: int) -> Iterator[Rule]:
    raw = page.raw
    count, get = pdfium.FPDFPage_CountObjects(raw), pdfium.FPDFPage_GetObject
    for seen, (path, placed) in enumerate(_paths(raw, count, get, matrix, 0)):
        if seen >= _MAX_OBJECTS:
            raise RefusedFile(f"its page {number} holds more than {_MAX_OBJECTS:,} drawn objects; look at it by hand")
        yield from _path_to_rules(path, placed)


def _paths(
    container: Any, count: int, get: Callable[[Any, int], Any], matrix: Matrix, depth: int
) -> Iterator[tuple[Any, Matrix]]:
    """Every path object of the page and of the forms drawn on it, with what takes it to the page as shown."""
    for at in range(count):
        item = get(container, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, _compose(_object_matrix(item), matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            inner = _compose(_object_matrix(item), matrix)
            yield from _paths(
                item, pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject, inner, depth + 1
            )


def _path_to_rules(path: Any, matrix: Matrix) -> Iterator[Rule]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    stroked = bool(stroke.value) and width.value <= THICK
    if not stroked and not fill.value:
        return
    for points in _subpaths(path, matrix):
        yield from corners_to_rules(points, filled=bool(fill.value), stroked=stroked)


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
        points.append(_apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _object_matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _compose(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f

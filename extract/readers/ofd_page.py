"""One page of an OFD package → its characters and ruled lines, in points from the page's top left (GB/T 33190-2016)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from extract.errors import RefusedFile
from extract.readers.pdf_page import Char, PageContent
from extract.readers.pdf_rules import THICK, Rule, corners_to_rules

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

POINTS = 72 / 25.4  # a millimetre, in which OFD measures
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ASCENT, _DESCENT = 0.86, 0.14  # of the size of a character, above and below its base line
_WIDEST = 1.3  # of its size, to which a step to the next character is that character's own width
_LINE_WIDTH = 0.353  # millimetres, where none is stated
_UPRIGHT = 0.02  # text set askew by more than this is a watermark
_MAX_DEPTH = 32
_MAX_OBJECTS = 200_000
_MAX_CHARS = 200_000
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
_CURVES = frozenset("QBA")


@dataclass(slots=True)
class _Found:
    """What has been found on the page so far."""

    chars: list[Char]
    rules: list[Rule]
    objects: int = 0


def trees_to_content(trees: Iterable[Element], units: Mapping[str, Element], number: int, box: Box) -> PageContent:
    """The page's own tree and those of its templates → what it prints; `box` is its area in millimetres.

    `units` are the drawings that pages refer to, by id. Raises RefusedFile for more than any report's page holds.
    """
    found = _Found([], [])
    origin: Matrix = (POINTS, 0.0, 0.0, POINTS, -box[0] * POINTS, -box[1] * POINTS)
    for tree in trees:
        for content in _children(tree, "Content"):
            for layer in _children(content, "Layer"):
                _collect(layer, origin, units, found, 0)
    width, height = box[2] * POINTS, box[3] * POINTS
    chars = [c for c in found.chars if 0 <= (c.x0 + c.x1) / 2 <= width and 0 <= (c.top + c.bottom) / 2 <= height]
    return PageContent(number, width, height, chars, found.rules, unmapped=0)


def _collect(parent: Element, matrix: Matrix, units: Mapping[str, Element], found: _Found, depth: int) -> None:
    for element in parent:
        found.objects += 1
        if found.objects > _MAX_OBJECTS or len(found.chars) > _MAX_CHARS:
            raise RefusedFile("a page holds more objects than any report's; look at it by hand")
        name = local_name(element)
        if element.get("Visible", "true").lower() == "false":
            continue
        if name == "TextObject":
            found.chars.extend(_text_to_chars(element, compose(_object_matrix(element), matrix)))
        elif name == "PathObject":
            found.rules.extend(_path_to_rules(element, compose(_object_matrix(element), matrix)))
        elif name == "PageBlock" and depth < _MAX_DEPTH:
            _collect(element, matrix, units, found, depth + 1)
        elif name == "CompositeObject" and depth < _MAX_DEPTH:
            unit = units.get(element.get("ResourceID", "").strip())
            for content in () if unit is None else _children(unit, "Content"):
                _collect(content, compose(_object_matrix(element), matrix), units, found, depth + 1)


def _text_to_chars(element: Element, matrix: Matrix) -> Iterator[Char]:
    """Each character with a box as high as its line."""
    size = _number(element.get("Size"), 0.0)
    if abs(matrix[1]) > _UPRIGHT * abs(matrix[0]) or size <= 0:
        return
    scale = _number(element.get("HScale"), 1.0)
    x = y = 0.0
    for code in _children(element, "TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = code.text or ""
        across = _deltas(code.get("DeltaX"), len(text))
        down = _deltas(code.get("DeltaY"), len(text))
        left, base = x, y
        for at, char in enumerate(text):
            width = size * scale * (1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5)
            step = across[at] if at < len(across) else (0.0 if down else width)
            wide = step if 0 < step <= _WIDEST * size * scale else width
            if unicodedata.category(char) != "Cc":
                x0, top = apply(matrix, left, base - _ASCENT * size)
                x1, bottom = apply(matrix, left + wide, base + _DESCENT * size)
                yield Char(min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom), char)
            left += step
            base += down[at] if at < len(down) else 0.0


def _path_to_rules(element: Element, matrix: Matrix) -> Iterator[Rule]:
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    width = _number(element.get("LineWidth"), _LINE_WIDTH) * scale
    stroked = element.get("Stroke", "true").lower() != "false" and width <= THICK
    filled = element.get("Fill", "false").lower() == "true"
    if not stroked and not filled:
        return
    for data in _children(element, "AbbreviatedData"):
        for corners in _subpaths(data.text or ""):
            yield from corners_to_rules([apply(matrix, *corner) for corner in corners], filled=filled, stroked=stroked)


def _subpaths(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; a part with a curve is no line and is left out.

    >>> list(_subpaths("M 0 0 L 10 0 L 10 5 C M 1 1 B 1 2 3 4 5 6"))
    [[(0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 0.0)]]
    """
    points: list[tuple[float, float]] = []
    curved = False
    tokens = iter(_TOKEN.findall(data))
    for operator in tokens:
        operands = [_number(next(tokens, None), 0.0) for _ in range(_OPERANDS.get(operator, 0))]
        if operator in "SM":
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or operator in _CURVES
        if operands:
            points.append((operands[-2], operands[-1]))
        elif operator == "C" and points:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _deltas(text: str | None, limit: int) -> list[float]:
    """Steps from character to character; `g 3 4.2` stands for three of 4.2.

    >>> _deltas("1 g 3 4.2", 9), _deltas(None, 9)
    ([1.0, 4.2, 4.2, 4.2], [])
    """
    deltas: list[float] = []
    tokens = iter((text or "").split())
    for sign in tokens:
        repeats = sign == "g"
        times = int(_number(next(tokens, None), 0.0)) if repeats else 1
        step = _number(next(tokens, None) if repeats else sign, 0.0)
        deltas.extend([step] * min(times, limit - len(deltas)))
    return deltas


def _object_matrix(element: Element) -> Matrix:
    """From an object's own space to that around it: its CTM, then the corner of its boundary."""
    box = numbers(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = numbers(element.get("CTM"), 6) or _IDENTITY
    return (a, b, c, d, e + box[0], f + box[1])


def compose(first: Matrix, then: Matrix) -> Matrix:
    """The matrix of one step after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point, moved."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """The first numbers of a list such as a boundary's; None where they are fewer or none."""
    found = [_number(part, math.nan) for part in (text or "").replace(",", " ").split()[:count]]
    return tuple(found) if len(found) == count and not any(map(math.isnan, found)) else None


def local_name(element: Element) -> str:
    """The tag without its namespace, which producers write in several ways."""
    return element.tag.rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name)


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if math.isfinite(number) else default

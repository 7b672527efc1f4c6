"""Characters → printed lines, and printed lines → paragraphs, with page numbers and running heads left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import median

from extract.document import BBox
from extract.readers.pdf_page import Char
from extract.readers.spaced import is_spaced_row

_LOW = 0.6  # of the usual height of a character
_WORD_GAP = 0.35  # of the height of a line
_PAGE_NUMBER = re.compile(
    r"^[-—–－―~·.\s]*(?:第\s*)?[0-9０-９]{1,3}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?[0-9０-９]{1,3}\s*页?)?[-—–－―~·.\s]*$"
)
_MARGIN = 0.1  # of the page's height, at the top and at the foot
_ITEM = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|[一二三四五六七八九]是|附件)"
)
_INDENT = 1.2  # characters
_SAME_EDGE = 3.0  # points
_NEARLY = 20.0  # points; margins of one page differ by no more
_FEW = 3  # lines
_RAGGED = 2.3  # characters by which a full line may stay short of the right margin
# What cannot be broken at a line's start (类）： or 2021年) and therefore leaves the line above shorter still.
_FIRST_UNIT = re.compile(r"[“‘（《【]*(?:[0-9A-Za-z.,%‰/-]+|.)[，。、；：！？）》】”’%]*")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line of a page."""

    text: str
    page: int
    bbox: BBox
    confidence: float = 1.0
    """Below 1.0 where the line was recognised in a picture."""

    @property
    def size(self) -> float:
        """Height in points, about the size of its characters."""
        return self.bbox[3] - self.bbox[1]


def chars_to_lines(chars: Iterable[Char], page: int) -> list[TextLine]:
    """Group characters by height, order each line from left to right, set a space where there is a gap.

    Some fonts give punctuation a box much lower than the line: such a character goes to the line around it.
    """
    chars = list(chars)
    if not chars:
        return []
    least = _LOW * median([bottom - top for _, top, _, bottom, _ in chars])
    lines = _group_by_height([char for char in chars if char.bottom - char.top >= least])
    low = [char for char in chars if char.bottom - char.top < least]
    alone = []
    extents = [(min(char.top for char in line), max(char.bottom for char in line), line) for line in lines if low]
    for char in low:
        middle = (char.top + char.bottom) / 2
        around = [(abs(top + bottom - 2 * middle), line) for top, bottom, line in extents if top <= middle <= bottom]
        if around:
            min(around, key=lambda found: found[0])[1].append(char)
        else:
            alone.append(char)
    printed = [line for group in [*lines, *_group_by_height(alone)] if (line := _to_line(group, page)).text]
    return sorted(printed, key=lambda line: (line.bbox[1] + line.bbox[3], line.bbox[0]))


def chars_to_text(chars: Sequence[Char]) -> str:
    """The lines that characters form, without their places."""
    if _are_level(chars):
        return _to_text(sorted(chars))
    return "\n".join(line.text for line in chars_to_lines(chars, 0))


def _are_level(chars: Sequence[Char]) -> bool:
    """Whether characters are of one line at first sight, as those of most cells."""
    if not chars:
        return True
    tops, bottoms = [char.top for char in chars], [char.bottom for char in chars]
    common, whole = min(bottoms) - max(tops), max(bottoms) - min(tops)  # each is at least and at most as high
    return common >= _LOW * whole


def _group_by_height(chars: Iterable[Char]) -> list[list[Char]]:
    lines: list[list[Char]] = []
    middle = height = 0.0
    for char in sorted(sorted(chars, key=itemgetter(0)), key=lambda char: char[1] + char[3]):
        _, top, _, bottom, _ = char
        own = (top + bottom) / 2
        if not lines or own - middle > 0.5 * min(bottom - top, height):
            lines.append([])
            middle, height = own, bottom - top
        lines[-1].append(char)
    return lines


def _to_line(chars: Iterable[Char], page: int) -> TextLine:
    """The characters of one line, in whatever order."""
    ordered = sorted(chars)
    inked = [char for char in ordered if not char.text.isspace()]
    if not inked:
        return TextLine("", page, (0.0, 0.0, 0.0, 0.0))
    _, tops, ends, bottoms, _ = zip(*inked, strict=True)
    return TextLine(_to_text(ordered), page, (inked[0].x0, min(tops), max(ends), max(bottoms)))


def _to_text(ordered: Sequence[Char]) -> str:
    """The text of one line, with a space where there is a gap; none where nothing but space is printed."""
    pieces: list[str] = []
    end = math.inf
    for x0, top, x1, bottom, text in ordered:
        if x0 - end > _WORD_GAP * (bottom - top) and pieces[-1] != " ":
            pieces.append(" ")
        pieces.append(" " if text in "\t\r\n" else text)
        end = x1
    line = "".join(pieces)
    return "" if line.isspace() else line.strip(" ")


def without_furniture(pages: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> list[list[TextLine]]:
    """Leave out page numbers at the head or foot, and lines that stand in the margin of most pages alike."""
    running = _running_lines(pages, heights)
    return [
        [line for line in lines if not _is_furniture(line, height, running)]
        for lines, height in zip(pages, heights, strict=True)
    ]


def _is_furniture(line: TextLine, height: float, running: frozenset[tuple[str, int]]) -> bool:
    if not _in_margin(line, height):
        return False
    return _PAGE_NUMBER.match(line.text) is not None or _signature(line) in running


def _in_margin(line: TextLine, height: float) -> bool:
    return line.bbox[3] <= _MARGIN * height or line.bbox[1] >= (1 - _MARGIN) * height


def _running_lines(pages: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> frozenset[tuple[str, int]]:
    counts = Counter(
        signature
        for lines, height in zip(pages, heights, strict=True)
        for signature in {_signature(line) for line in lines if _in_margin(line, height)}
    )
    return frozenset(signature for signature, count in counts.items() if count >= 2 and count * 2 >= len(pages))


def _signature(line: TextLine) -> tuple[str, int]:
    """What makes a running line the same on each page: its text but for numbers, and its height on the page."""
    return re.sub(r"[\d０-９\s]+", "", line.text), round(line.bbox[1] / 4)


def lines_to_paragraphs(
    lines: Sequence[TextLine], margins: Callable[[TextLine], tuple[float, float]]
) -> list[list[TextLine]]:
    """Join wrapped lines: a line that reaches the right margin goes on in the next unless that one is indented.

    `margins` gives the left and the right edge of the text of a line's page, in points.
    """
    paragraphs: list[list[TextLine]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1][-1], line, margins):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _goes_on(before: TextLine, line: TextLine, margins: Callable[[TextLine], tuple[float, float]]) -> bool:
    left, right = margins(line)[0], margins(before)[1]
    size = min(before.size, line.size)
    room = max(_RAGGED, _width(_FIRST_UNIT.match(line.text)))
    if is_spaced_row(before.text) or is_spaced_row(line.text):
        return False
    if _is_open(before.text) and not _is_open(line.text):
        return True
    if before.bbox[2] < right - room * size or line.bbox[0] > left + _INDENT * size:
        return False
    ends = before.text.endswith(("。", "：", "；"))
    return not (ends and _ITEM.match(line.text)) and abs(before.size - line.size) < 0.35 * size


def _is_open(text: str) -> bool:
    """Whether a bracket or a book title is open at the end of a line.

    >>> _is_open("发布总数量（非新闻类、消息"), _is_open("（一）主动公开"), _is_open("1）登记")
    (True, False, False)
    """
    return any(text.rfind(pair[0]) > text.rfind(pair[1]) for pair in ("（）", "()", "《》"))


def _width(unit: re.Match[str] | None) -> float:
    """Width in characters: Latin ones are half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in unit.group()) if unit else 0.0


def text_margins(lines: Sequence[TextLine], width: float) -> tuple[float, float]:
    """Left and right edge of the text of pages of one width.

    Each is the outermost edge that two lines share, so that a stamp does not move it; where few lines reach the right
    edge, it is at least as far from the page's border as the left one is.
    """
    left = _outermost(sorted(line.bbox[0] for line in lines))
    ends = sorted((line.bbox[2] for line in lines), reverse=True)
    right = _outermost(ends)
    if sum(abs(end - right) <= _NEARLY for end in ends) < _FEW:
        right = max(right, width - left - _NEARLY)
    return left, right


def _outermost(edges: Sequence[float]) -> float:
    shared = (a for a, b in pairwise(edges) if abs(a - b) <= _SAME_EDGE)
    return next(shared, edges[0] if edges else 0.0)

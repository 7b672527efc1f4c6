"""One PDF page, through pdfium → its characters and ruled lines, in points from the top left of the page as shown."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2

from extract.errors import RefusedFile
from extract.readers.pdf_calls import char_box, char_code, is_char_generated, is_char_unmapped
from extract.readers.pdf_matrix import Matrix
from extract.readers.pdf_paths import page_to_rules
from extract.readers.pdf_rules import Rule

_MAX_CHARS = 200_000
_GENERATED = frozenset(map(ord, " \r\n"))  # what pdfium puts between the characters that are printed
_UNMAPPED = frozenset((0, 0xFFFD, 0xFFFE, 0xFFFF))  # codes that are no character

# Character code ↔ what is printed where that is another character: fonts of some programs map characters to look-alike
# radicals, and pdfium gives a hyphen at a line's end as 2.
_PRINTED = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = (
    "⺠民⻓长⻔门⻚页⻛风⻅见⻋车⻉贝⻢马⻰龙⻝食⻩黄⻬齐⻆角⻄西⻙韦⻦鸟⻥鱼⻨麦⻮齿⻜飞⻁虎⺟母⻳龟⻘青⺎兀⺫罒"
)
_PRINTED |= {ord(_SUPPLEMENT[at]): _SUPPLEMENT[at + 1] for at in range(0, len(_SUPPLEMENT), 2)}
_PRINTED[2] = "-"


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

    @property
    def printed(self) -> int:
        """How many characters leave ink."""
        return sum(not char.text.isspace() for char in self.chars)


def page_to_content(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Read a page. Raises RefusedFile for a page with more objects than any report has."""
    to_shown = _shown_matrix(page)
    width, height = page.get_size()
    chars, unmapped = _chars(page, to_shown, width, height, number)
    rules = page_to_rules(page, to_shown, number) if chars else []
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
    a, b, c, d, e, f = matrix
    box = (ctypes.c_float * 4)()
    box_place = ctypes.byref(box)
    try:
        raw, count = textpage.raw, textpage.count_chars()
        if count > _MAX_CHARS:
            raise RefusedFile(f"its page {number} holds {count:,} characters; look at it by hand")
        for at in range(count):
            code = char_code(raw, at)
            if code in _GENERATED and is_char_generated(raw, at) == 1:
                continue
            if not char_box(raw, at, box_place):
                continue
            if code in _UNMAPPED or is_char_unmapped(raw, at) == 1:
                unmapped += 1
                continue
            left, top, right, bottom = box[:]
            x0, y0 = a * left + c * bottom + e, b * left + d * bottom + f
            x1, y1 = a * right + c * top + e, b * right + d * top + f
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            if 0 <= (x0 + x1) / 2 <= width and 0 <= (y0 + y1) / 2 <= height:
                chars.append(Char(x0, y0, x1, y1, _PRINTED.get(code) or chr(code)))
    finally:
        textpage.close()
    return _joined_surrogates(chars), unmapped


def _joined_surrogates(chars: list[Char]) -> list[Char]:
    """A character outside the first plane comes as two; both halves have one box."""
    if not any("\ud800" <= char.text <= "\udfff" for char in chars):
        return chars
    joined: list[Char] = []
    for char in chars:
        if "\udc00" <= char.text <= "\udfff" and joined and "\ud800" <= joined[-1].text <= "\udbff":
            pair = (joined[-1].text + char.text).encode("utf-16", "surrogatepass").decode("utf-16")
            joined[-1] = joined[-1]._replace(text=pair)
        else:
            joined.append(char)
    return [char for char in joined if not "\ud800" <= char.text <= "\udfff"]

"""Paragraphs to passages: folded text for matching, each character with its place in the original."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extract.document import Locator, Paragraph
from transform.script import to_simplified

_DELETED = re.compile(
    r"[\u200b-\u200d\u2060\ufeff\u00ad]+"  # zero-width characters
    r"|(?<=[\u4e00-\u9fff])[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]"  # pinyin that a converter left: 規(guī)
    r"|[ \t\u3000\xa0]*[-—－–] ?\d{1,3} ?[-—－–][ \t\u3000\xa0]*(?=[\u4e00-\u9fff])"  # a page mark inside a line: -4-
    r"|(?<![A-Za-z0-9０-９])[ \t\r\u3000\xa0]+|[ \t\r\u3000\xa0]+(?![A-Za-z0-9０-９])"
    r"|(?<=其)\d{1,2}(?=中)|(?<=公)\d{1,2}(?=开)|(?<=申)\d{1,2}(?=请)|(?<=信)\d{1,2}(?=息)"  # a page number in a word
    r"|(?<=复)\d{1,2}(?=议)|(?<=诉)\d{1,2}(?=讼)|(?<=政)\d{1,2}(?=府)"
    r"|(?<=\d)〔[\d①-⑳*]{1,2}〕"  # a note mark behind a number, as readers give raised text: 52[1]
)
# A cheap look for anything that `_DELETED` may find.
_STRAY = re.compile(
    r"[ \t\r\u3000\xa0\u200b-\u200d\u2060\ufeff\u00ad]|[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]"
    r"|[-—–]\d|[其公申信复诉政]\d|\d〔"
)
_PARENTHESIS = re.compile(r"（(?![一二三四五六七八九十]{1,3}）)([^（）\d未无没零]{1,40})）")
_AFTER_COUNT = re.compile(r"[\d余多][人名件条篇份个次期]$")
# Letters, digits and signs to half width; brackets, colons and semicolons to full width: one form of each to match.
_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDTH |= str.maketrans("．％／＋－＠:;()?!﹕︰；[]", ".%/+-@：；（）？！：：；〔〕")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_PROSE_END = "。；！？：:;!?…”』」》）)|"
_HEADING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六七八九十][是、 ]"
    r"|第[一二三四五六七八九十\d]|[|\t])"
)
_TABULAR = re.compile(
    r"^[\s\d０-９/／—-]*$|(?:[\t|]\s*[-+＋]?[\d０-９]*\s*){3,}|[\t|]\s*[\d０-９]+\s*[\t|]|\s[件条次人个篇]\s+[\d０-９]+\s*$"
)
_NOTE_LINE = re.compile(r"本行政区域.{0,3}或.?本部门")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose, folded for matching; folded character i stands at `offsets[i]` of `original`."""

    text: str
    original: str
    offsets: Sequence[int]
    lines: tuple[tuple[int, Paragraph], ...]
    """Its paragraphs, each with the offset in `original` where it starts."""

    def printed(self, start: int, end: int) -> str:
        """The original characters behind a folded stretch, without those that folding dropped.

        >>> list(paragraphs_to_passages([Paragraph("公開 信息５條")]))[0].printed(0, 4)
        '公開信息'
        """
        return "".join(self.original[at] for at in self.offsets[start:end])

    def confidence(self, start: int, end: int) -> float:
        """How surely the paragraphs of a folded stretch were read."""
        first, last = self.offsets[start], self.offsets[max(start, end - 1)]
        return min(
            paragraph.confidence for at, paragraph in self.lines if at <= last and first < at + len(paragraph.text)
        )

    def locate(self, at: int) -> Locator:
        """The locator of the paragraph at a folded place, its line and column moved there where it has a line."""
        offset = self.offsets[at]
        start, paragraph = next(line for line in reversed(self.lines) if line[0] <= offset)
        locator = paragraph.locator
        if locator.line is None:
            return locator
        before = paragraph.text[: offset - start]
        breaks = before.count("\n")
        column = len(before) - before.rfind("\n") if breaks else len(before) + (locator.column or 1)
        return locator._replace(line=locator.line + breaks, column=column)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold width, script and stray characters; give the folded text and the offset of each of its characters.

    >>> fold("統(tǒng)計１２ 條,其3中")[0]
    '统计12条，其中'
    """
    folded = text.translate(_WIDTH)
    offsets: Sequence[int] = range(len(text))
    # Again and again: a space dropped may make a pinyin (規( guī )) or a number of a page.
    while _STRAY.search(folded) and (spans := [found.span() for found in _DELETED.finditer(folded)]):
        folded, offsets = _drop(folded, spans, offsets)
    folded = _COMMA.sub("，", to_simplified(folded))
    return _drop(folded, _parentheses_to_spans(folded), offsets) if "（" in folded else (folded, offsets)


def _parentheses_to_spans(text: str) -> list[tuple[int, int]]:
    """A parenthesis without a number goes; behind a count (3人（兼职）) only its marks go."""
    spans = []
    for found in _PARENTHESIS.finditer(text):
        if _AFTER_COUNT.search(text, max(found.start() - 2, 0), found.start()):
            spans += [(found.start(), found.start() + 1), (found.end() - 1, found.end())]
        else:
            spans.append(found.span())
    return spans


def _drop(text: str, spans: list[tuple[int, int]], offsets: Sequence[int]) -> tuple[str, Sequence[int]]:
    if not spans:
        return text, offsets
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        pieces.append(text[at:start])
        kept += offsets[at:start]
        at = max(at, end)
    return "".join(pieces), kept


def is_prose(line: str) -> bool:
    """False for a row of a flattened table and for the line that forms print under table 2."""
    return not _TABULAR.search(line) and not _NOTE_LINE.search(line)


def paragraphs_to_passages(paragraphs: Sequence[Paragraph]) -> Iterator[Passage]:
    """Join the lines of a broken sentence (text and PDF only, where a line is no paragraph) and fold each passage."""
    group: list[Paragraph] = []
    for paragraph in paragraphs:
        prose = is_prose(paragraph.text)
        if group and not (prose and _continues(group[-1], paragraph)):
            yield _lines_to_passage(group)
            group = []
        if prose:
            group.append(paragraph)
    if group:
        yield _lines_to_passage(group)


def _continues(before: Paragraph, after: Paragraph) -> bool:
    text = before.text.rstrip()
    if before.locator.line is None and before.locator.page is None:
        return False
    if not text or _HEADING.match(after.text):
        return False
    if text[-1] in "，、,":
        return True
    return len(text) >= 25 and text[-1] not in _PROSE_END and "，" in text and after.text[:1] not in " \u3000\t"


def _lines_to_passage(group: Sequence[Paragraph]) -> Passage:
    original = "".join(paragraph.text for paragraph in group)
    starts = accumulate((len(paragraph.text) for paragraph in group[:-1]), initial=0)
    text, offsets = fold(original)
    return Passage(text, original, offsets, tuple(zip(starts, group, strict=True)))

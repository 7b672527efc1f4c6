"""Paragraphs to passages: stretches of prose, folded for matching, each character with its place in the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extract.document import Locator, Paragraph
from transform.narrative.fold import fold

# Stands between passages while all of them are folded in one go, which leaves it alone.
_SEPARATOR = "\x1e"
_PROSE_END = "。；！？：:;!?…”』」》）)|"
# A line that ends without a mark and holds one is broken, from this length on.
_LEAST_BROKEN = 15
_INSIDE = re.compile("[，、；。]")
_HEADING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六七八九十][是、 ]"
    r"|第[一二三四五六七八九十\d]|[|\t])"
)
# Rows of a flattened table: numbers alone, several cells, or a unit and a number at the end.
_NUMBERS = re.compile(r"[\s\d０-９/／—-]*$")
_CELLS = re.compile(r"(?:[\t|]\s*[-+＋]?[\d０-９]*\s*){3,}|[\t|]\s*[\d０-９]+\s*[\t|]")
_UNIT_AND_NUMBER = re.compile(r"\s[件条次人个篇]\s+[\d０-９]+\s*$")
_NOTE_LINE = re.compile(r"本行政区域.{0,3}或.?本部门")


@dataclass(frozen=True, slots=True)
class Prose:
    """All the prose of a document before folding, and the place that each folded character has in it."""

    original: str
    offsets: Sequence[int]
    paragraphs: tuple[Paragraph, ...]
    starts: tuple[int, ...]
    """Where each paragraph begins in `original`."""

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph in which a place of `original` lies."""
        return bisect_right(self.starts, offset) - 1


class Passage(NamedTuple):
    """A stretch of prose, folded for matching; its first character is the one at `base` of the folded prose."""

    text: str
    base: int
    prose: Prose

    def printed(self, start: int, end: int) -> str:
        """The original characters behind a folded stretch, without those that folding dropped.

        >>> paragraphs_to_passages([Paragraph("公開 信息５條")])[0].printed(0, 4)
        '公開信息'
        """
        original = self.prose.original
        return "".join(original[at] for at in self.prose.offsets[self.base + start : self.base + end])

    def confidence(self, start: int, end: int) -> float:
        """How surely the paragraphs of a folded stretch were read."""
        first, last = (
            self.prose.paragraph_at(self.prose.offsets[self.base + at]) for at in (start, max(start, end - 1))
        )
        return min(paragraph.confidence for paragraph in self.prose.paragraphs[first : last + 1])

    def locate(self, at: int) -> Locator:
        """The locator of the paragraph at a folded place, its line and column moved there where it has a line."""
        offset = self.prose.offsets[self.base + at]
        number = self.prose.paragraph_at(offset)
        paragraph = self.prose.paragraphs[number]
        locator = paragraph.locator
        if locator.line is None:
            return locator
        before = paragraph.text[: offset - self.prose.starts[number]]
        breaks = before.count("\n")
        column = len(before) - before.rfind("\n") if breaks else len(before) + (locator.column or 1)
        return locator._replace(line=locator.line + breaks, column=column)


def is_prose(line: str) -> bool:
    """False for a row of a flattened table and for the line that forms print under table 2."""
    if _NUMBERS.match(line) or (("\t" in line or "|" in line) and _CELLS.search(line)):
        return False
    return _UNIT_AND_NUMBER.search(line) is None and _NOTE_LINE.search(line) is None


def paragraphs_to_passages(paragraphs: Sequence[Paragraph]) -> list[Passage]:
    """The passages of a document's prose, all folded in one go."""
    groups = list(_join_lines(paragraphs))
    texts = ["".join(paragraph.text.replace(_SEPARATOR, " ") for paragraph in group) for group in groups]
    original = _SEPARATOR.join(texts)
    folded, offsets = fold(original)
    prose = Prose(
        original, offsets, tuple(paragraph for group in groups for paragraph in group), tuple(_starts(groups))
    )
    passages, base = [], 0
    for text in folded.split(_SEPARATOR):
        passages.append(Passage(text, base, prose))
        base += len(text) + len(_SEPARATOR)
    return passages


def _join_lines(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Groups of lines that are one broken sentence (text and PDF only, where a line is no paragraph)."""
    group: list[Paragraph] = []
    for paragraph in paragraphs:
        prose = is_prose(paragraph.text)
        if group and not (prose and _continues(group[-1], paragraph)):
            yield group
            group = []
        if prose:
            group.append(paragraph)
    if group:
        yield group


def _starts(groups: Sequence[Sequence[Paragraph]]) -> Iterator[int]:
    start = 0
    for group in groups:
        for paragraph in group:
            yield start
            start += len(paragraph.text)
        start += len(_SEPARATOR)


def _continues(before: Paragraph, after: Paragraph) -> bool:
    text = before.text.rstrip()
    if before.locator.line is None and before.locator.page is None:
        return False
    if not text or _HEADING.match(after.text):
        return False
    if text[-1] in "，、,":
        return True
    broken = len(text) >= _LEAST_BROKEN and text[-1] not in _PROSE_END and after.text[:1] not in " \u3000\t"
    return broken and (_INSIDE.search(text) is not None) and ("，" in text or _HEADING.match(text) is None)

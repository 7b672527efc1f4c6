"""Several reports on one page: only the one that the page is named for is read, and the others are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.document import Block, Document, Paragraph, Table
from extract.titles import title_to_kind, title_to_report_year
from transform.agencies import title_to_agency
from transform.labels import printed_to_plain
from transform.model import Finding, Hints
from transform.outline import is_report_heading

_LONGEST = 120
_ENDS = ("报告", "年报", "报告书", ")", "）", "】", "]")
_SENTENCE = 8
_SECTION = re.compile(r"\s*[（(]?[一二三四五六七][)）、.]")
_TAIL = 3
"""Two names that end alike may be one in full and in short."""
_PROSE = 400
"""So much text behind a heading is a report without tables; less is a list of links."""


@dataclass(frozen=True, slots=True)
class _Name:
    """Whose report a title names and about which year, each None where it does not say."""

    title: str
    year: int | None
    agency: str | None

    def is_other(self, than: _Name) -> bool:
        """Whether the two cannot be names of one report."""
        if self.year and than.year and self.year != than.year:
            return True
        if not (self.agency and than.agency):
            return False
        ours, theirs = (name.removesuffix("人民政府") for name in (self.agency, than.agency))
        return not (ours in theirs or theirs in ours or ours[-_TAIL:] == theirs[-_TAIL:])


_Part = tuple[_Name, list[Block]]
"""What stands under the title of one report."""


def document_to_own_part(document: Document, hints: Hints) -> tuple[Document, list[Finding]]:
    """The document without further reports that stand on it under titles of their own.

    They have another year or agency in a heading, and tables or prose below it. What is kept is what stands under the
    page's own title, or the first report where none does.
    """
    starts = list(_headings(document.blocks))
    if len(starts) < 2:
        return document, []
    parts = _to_parts(starts, document.blocks)
    if len(parts) < 2:
        return document, []
    titles = [title for title in (document.title, hints.title) if title and title_to_kind(title) == "report"]
    own = _own_part(parts, _title_to_name(titles[0]) if titles else None)
    others = "、".join(f"“{name.title}”" for name, *_ in parts if name is not own[0])
    message = f"同一页面载有多份报告，仅读取“{own[0].title}”，未读取{others}"
    finding = Finding("document.several_reports", "warning", (), message, "source")
    return replace(document, blocks=tuple(own[1])), [finding]


def _own_part(parts: Sequence[_Part], wanted: _Name | None) -> _Part:
    """The part under the page's title; where it has none or another, the first with a table."""
    named = next((part for part in parts if wanted and not part[0].is_other(wanted)), None)
    tabled = (part for part in parts if any(isinstance(block, Table) for block in part[1]))
    return named or next(tabled, parts[0])


def _headings(blocks: Sequence[Block]) -> Iterator[tuple[int, _Name]]:
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST or not block.text.rstrip().endswith(_ENDS):
            continue
        if is_report_heading(plain := printed_to_plain(block.text)):
            yield at, _title_to_name(plain)


def _title_to_name(title: str) -> _Name:
    return _Name(title, title_to_report_year(title), title_to_agency(title))


def _to_parts(starts: Sequence[tuple[int, _Name]], blocks: Sequence[Block]) -> list[_Part]:
    """The blocks under each heading that begins another report; those above the first belong to it."""
    parts: list[_Part] = [(starts[0][1], list(blocks[: starts[0][0]]))]
    ends = [at for at, _ in starts[1:]] + [len(blocks)]
    for (at, name), end in zip(starts, ends, strict=True):
        below = list(blocks[at:end])
        if not (name.is_other(parts[-1][0]) and _is_report(below)):
            parts[-1][1].extend(below)
        elif _says_something(parts[-1][1]):
            parts.append((name, below))
        else:
            parts[-1] = name, [*parts[-1][1], *below]  # titles of other pages stood above
    return parts


def _is_report(blocks: Sequence[Block]) -> bool:
    if any(isinstance(block, Table) for block in blocks):
        return True
    return sum(len(block.text) for block in blocks if isinstance(block, Paragraph)) >= _PROSE


def _says_something(blocks: Sequence[Block]) -> bool:
    """Whether a report has begun: there is a table, a numbered heading or a sentence of some length."""
    return any(
        isinstance(block, Table) or _SECTION.match(block.text) or ("。" in block.text and len(block.text) >= _SENTENCE)
        for block in blocks
    )

"""The places of a document where it says who wrote it, when and about what: titles, opening, labels, signature."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.titles import title_to_kind, title_to_report_year
from transform.dates import chinese_years_to_digits, is_date_line, text_to_date, without_dates
from transform.labels import printed_to_plain
from transform.model import Hints
from transform.script import lines_to_simplified, to_simplified

HEAD_LINES = 14
TAIL_LINES = 10
OPENING_CHARACTERS = 1800
EDGE = 60
"""So many paragraphs at either end are looked at."""

_LABEL = re.compile(
    r"(?:信息来源|发布来源|文章来源|来源|发布机构|发布单位|发布机关|制发单位|制作单位|发文机关|发文单位|公开主体|责任单位|公开机构)"
    r"[:：\s|]+([^\s|,，:：;；]{2,40})"
)
_PUBLISHED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:发布时间|发布日期|公开日期|公开时间|发文日期|发文时间|成文日期|生成日期|印发日期|更新时间|日期|时间)[:：\s|]+"
    r"((?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2})"
)
# …年度报告-某镇人民政府: the site's name behind the page's.
_SITE = re.compile(r"(?<=报告|年报)\s*[-—–_|｜]+\s*.{2,60}$")
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")
_LONGEST_TITLE, _LONGEST_END = 60, 20
_DOCUMENT_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]]\s*\d+\s*号")
_ENDS_NAME = re.compile(r"(?:[局厅委办院署府室会处道镇乡]|中心|大队|支队|年|年度)$")


@dataclass(frozen=True, slots=True)
class Outline:
    """Simplified and stripped, in the order in which the document prints them."""

    titles: tuple[str, ...]
    """Titles that name a yearly disclosure report, as printed, those with a year first."""
    opening: str
    """The first paragraphs, one a line, without spaces; digits and years in half-width digits."""
    sources: tuple[str, ...]
    """Agencies named by labels (`来源：`) and by the file's own metadata; last, lines at the end without a date."""
    signature: tuple[str, ...]
    """Short lines at the end with a date in or under them, last first."""
    published_on: datetime.date | None


def document_to_outline(document: Document, hints: Hints) -> Outline:
    """The outline of a document; reads the first and last paragraphs only."""
    printed = _to_lines(document)
    lines = lines_to_simplified(printed)
    head, tail = lines[:HEAD_LINES], lines[-TAIL_LINES:]
    headings = _headings(printed[:HEAD_LINES], head)
    # A page's own title is written for the page; the title in a Word file's properties is often last year's.
    own = [document.title] if document.title else []
    stated = [*own, *headings] if "html" in document.media_type else [*headings, *own]
    stated += [hints.title] if hints.title else []
    reports = [title for title in stated if title_to_kind(to_simplified(title)) == "report"]
    titles = dict.fromkeys(_SITE.sub("", title) for title in reports)
    signature, others = _signatures(tail)
    sources = [to_simplified(document.meta[key]) for key in ("source", "author") if document.meta.get(key)]
    return Outline(
        titles=tuple(sorted(titles, key=lambda title: title_to_report_year(title) is None)),
        opening=_to_opening(lines),
        sources=tuple(dict.fromkeys((*_LABEL.findall("\n".join(head)), *sources, *others))),
        signature=tuple(signature),
        published_on=_published_on(document, head, tail, hints),
    )


def _to_lines(document: Document) -> list[str]:
    paragraphs = list(document.paragraphs())
    kept = paragraphs if len(paragraphs) <= 2 * EDGE else paragraphs[:EDGE] + paragraphs[-EDGE:]
    lines = [line.strip() for paragraph in kept for line in paragraph.text.splitlines()]
    return [line for line in lines if line]


def _to_opening(lines: list[str]) -> str:
    kept, length = [], 0
    for line in lines:
        kept.append(line)
        length += len(line)
        if length > OPENING_CHARACTERS:
            break
    text = _SPACE_IN_LINE.sub("", "\n".join(kept)[:OPENING_CHARACTERS])
    return chinese_years_to_digits(_FULL_WIDTH_DIGIT.sub(lambda digit: str(int(digit.group())), text))


def _headings(printed: Sequence[str], head: Sequence[str]) -> list[str]:
    """Titles among the first lines as printed, the lines of a broken title joined: its agency, its middle, its end."""
    found = []
    for at, line in enumerate(head):
        plain = printed_to_plain(line)
        first = at
        if at > 0 and not is_report_heading(plain) and _may_end_title(above := printed_to_plain(head[at - 1]), plain):
            first, plain = at - 1, above + plain
        if not is_report_heading(plain):
            continue
        joins = first > 0 and not _names_agency(plain) and _is_upper_line(printed_to_plain(head[first - 1]))
        found.append("".join("".join(part.split()) for part in printed[first - joins : at + 1]))
    return found


def _may_end_title(above: str, plain: str) -> bool:
    """Whether a line may be what is left of a title with a year behind a break; items of a menu have none."""
    is_end = len(plain) <= _LONGEST_END and plain.endswith(("报告", "年报"))
    return is_end and title_to_report_year(above + plain) is not None


def _is_upper_line(plain: str) -> bool:
    """Whether a line may be the first half of a title: an agency, a year, and no label or document number."""
    is_name = 2 <= len(plain) <= 40 and _ENDS_NAME.search(plain) is not None
    return is_name and re.search(r"[:|。，,；]", plain) is None and _DOCUMENT_NUMBER.search(plain) is None


def is_report_heading(plain: str) -> bool:
    """Whether a line is the title of a report, and no sentence or item that ends like one."""
    return (
        len(plain) <= _LONGEST_TITLE
        and re.search(r"(?:报告|年报|报告书)(?:[(\[【].{0,12})?$", plain) is not None
        and not re.search(r"[。，,；;>›»]|^[-\d一二三四五六七八九十]{1,3}[、.]", plain)
        and title_to_kind(plain) == "report"
    )


def _names_agency(plain: str) -> bool:
    """Whether a heading names more than year and kind: 2019年政府信息公开工作年度报告 does not."""
    return not re.match(r"(?:\d{4}年(?:度)?)?(?:政府信息|政务|信息)公开", plain)


def _signatures(tail: Sequence[str]) -> tuple[list[str], list[str]]:
    """Short lines at the end, last first: those with a date in or under them, and the others."""
    signed: list[str] = []
    others: list[str] = []
    below = ""
    for line in reversed(tail):
        plain = printed_to_plain(line)
        name = without_dates(plain)
        if 3 <= len(name) <= 30:
            (signed if name != plain or is_date_line(below) else others).append(name)
        below = plain
    return signed, others


def _published_on(document: Document, head: Sequence[str], tail: Sequence[str], hints: Hints) -> datetime.date | None:
    stated = document.meta.get("published_on")
    date = text_to_date(stated) if stated else None
    if date is None:
        label = _PUBLISHED.search("\n".join(head))
        date = text_to_date(label.group(1)) if label else None
    if date is None:
        date = next((text_to_date(line) for line in reversed(tail) if _is_signed_date(line)), None)
    return date or hints.published_on


def _is_signed_date(line: str) -> bool:
    plain = printed_to_plain(line)
    rest = without_dates(plain)
    return is_date_line(plain) or (rest != plain and len(rest) <= 20 and _ENDS_NAME.search(rest) is not None)

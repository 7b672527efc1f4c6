"""The lists that a portal shows of one column: all of it, the same among other pages, and by year, group and agency.

A family's module says where a list stands and what its pages look like; what they list is the same for all.
"""

from __future__ import annotations

import datetime
import hashlib
import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sample.corpus import DocumentEntry
from sample.portal_pages import Column, Resource, page_resource

PER_PAGE = 10
SHORT_TITLE = "政府信息公开工作年度报告"
"""What a list by year and agency calls each of its reports: the columns above say the rest."""
MIXED, TREE = ("mixed",), ("tree",)
"""The steps to the mixed list and to the list of years."""
_OTHERS = (
    "关于印发《{place}突发事件应急预案》的通知",
    "{place}召开安全生产工作会议",
    "{place}2021年度部门决算公开",
    "{place}人民政府领导分工",
    "图解：{place}2021年政府信息公开工作年度报告",
    "关于做好政府信息公开年度报告编制工作的通知",
    "{place}政府信息公开指南",
    "{place}关于拟表彰先进集体的公示",
)
_FIRST_OTHER = 9_000_001
_TOWNSHIPS = ("镇人民政府", "乡人民政府", "街道办事处")
_GROUPS = (("bm", "县直部门"), ("xz", "乡镇街道"))


Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list."""

    title: str
    path: str
    day: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with the columns below it; the column's own has no steps."""

    steps: Steps
    name: str
    items: tuple[Item, ...] = ()
    below: tuple[tuple[Steps, str], ...] = ()
    """Steps and name of each."""

    @property
    def pages(self) -> list[tuple[Item, ...]]:
        """Its entries by page; a list without any has one page all the same."""
        return [self.items[i : i + PER_PAGE] for i in range(0, len(self.items), PER_PAGE)] or [()]


def column_to_listings(column: Column, to_path: Callable[[datetime.date, int, str], str]) -> Iterator[Listing]:
    """Every list of a column; `to_path` is the family's."""
    items = tuple(map(_document_to_item, column.documents))
    yield Listing((), column.source.column, items)
    others = list(_column_to_others(column, to_path))
    mixed = sorted((*items, *others), key=lambda item: (item.day, item.path), reverse=True)
    yield Listing(MIXED, "政务公开", tuple(mixed))
    yield from _tree(TREE, column.source.column, column.documents, (_by_year, _by_group, _by_agency))


def column_to_other_pages(column: Column, to_path: Callable[[datetime.date, int, str], str]) -> dict[str, Resource]:
    """The pages of the mixed list that are no reports, by path."""
    return {
        item.path: replace(
            page_resource(f"<html><body><h1>{item.title}</h1></body></html>", column.modified), is_document=True
        )
        for item in _column_to_others(column, to_path)
    }


def items_to_html(items: Sequence[Item], to_href: Callable[[str], str] = str) -> str:
    """The entries of a page, with their dates; `to_href` writes an address as the family does."""
    return "\n".join(
        f'<li><a href="{html.escape(to_href(item.path))}" target="_blank" title="{html.escape(item.title)}">'
        f"{html.escape(item.title)}</a><span>{item.day}</span></li>"
        for item in items
    )


def listing_to_page(listing: Listing, items: str, below: Callable[[Steps], str], paging: str, head: str = "") -> str:
    """A list page; `below` gives the address of a column below by its steps."""
    columns = "".join(f'<li><a href="{html.escape(below(steps))}">{name}</a></li>' for steps, name in listing.below)
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{listing.name}</title>{head}</head>
<body><div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/hdjl/">互动交流</a></div>
<div class="menu"><ul>{columns}</ul></div>
<div class="main"><h2>{listing.name}</h2><ul class="list">
{items}
</ul>
{paging}</div>
<div class="foot"><a href="/about/">网站声明</a> 备案号：备20210711号-1</div></body></html>
"""


def steps_to_id(family: str, steps: Steps) -> str:
    """24 hexadecimal digits, as some families call a column."""
    return hashlib.sha256(f"{family}:{'/'.join(steps)}".encode()).hexdigest()[:24]


def number_to_id(serial: int) -> str:
    """24 hexadecimal digits, as some families call an article."""
    return f"5f{serial:022x}"


def _document_to_item(document: DocumentEntry) -> Item:
    return Item(document.title, document.path, document.published_on)


def _column_to_others(column: Column, to_path: Callable[[datetime.date, int, str], str]) -> Iterator[Item]:
    """Pages of all kinds, published on the days of the first reports."""
    for number, (document, title) in enumerate(zip(column.documents, _OTHERS, strict=False)):
        day = datetime.date.fromisoformat(document.published_on)
        path = to_path(day, _FIRST_OTHER + number, "html")
        yield Item(title.format(place="某县"), path, document.published_on)


_Split = Callable[[Sequence[DocumentEntry]], Mapping[tuple[str, str], list[DocumentEntry]]]


def _tree(steps: Steps, name: str, documents: Sequence[DocumentEntry], splits: Sequence[_Split]) -> Iterator[Listing]:
    if not splits:
        yield Listing(steps, name, tuple(Item(SHORT_TITLE, each.path, each.published_on) for each in documents))
        return
    parts = {((*steps, step), below): part for (step, below), part in splits[0](documents).items()}
    yield Listing(steps, name, below=tuple(parts))
    for (below, below_name), part in parts.items():
        yield from _tree(below, below_name, part, splits[1:])


def _by_year(documents: Sequence[DocumentEntry]) -> dict[tuple[str, str], list[DocumentEntry]]:
    return _split(documents, lambda each: (f"{each.report_year}n", f"{each.report_year}年"))


def _by_group(documents: Sequence[DocumentEntry]) -> dict[tuple[str, str], list[DocumentEntry]]:
    return _split(documents, lambda each: _GROUPS[each.agency.endswith(_TOWNSHIPS)])


def _by_agency(documents: Sequence[DocumentEntry]) -> dict[tuple[str, str], list[DocumentEntry]]:
    return _split(documents, lambda each: (f"a{each.organ_code[2:17]}", each.agency))


def _split(
    documents: Sequence[DocumentEntry], to_key: Callable[[DocumentEntry], tuple[str, str]]
) -> dict[tuple[str, str], list[DocumentEntry]]:
    parts: dict[tuple[str, str], list[DocumentEntry]] = {}
    for document in documents:
        parts.setdefault(to_key(document), []).append(document)
    return parts

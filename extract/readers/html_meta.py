"""What a page says about its article: title, date, source, breadcrumb, in the ways the CMS families say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from extract.readers.html_text import INVISIBLE, collapse, inner_text
from extract.readers.plausible import is_plausible_title

# meta name, lower case → key of Document.meta; the first that is there counts.
_META_KEYS = {
    "pubdate": "published_on",
    "publishdate": "published_on",
    "contentsource": "source",
    "author": "author",
    "columnname": "column",
    "sitename": "site",
}
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:article|news|detail|xl|con|cont|content|info|main|doc|wz|page)?[_-]?(?:title|bt|tit)(?:\s|$)", re.I
)
_TITLE_TAGS = ("h1", "h2", "h3", "div", "p", "span", "td")
_TITLE_LENGTH = 120
_SITE_SEPARATOR = re.compile(r"\s*(?:[_|｜]|-{2,}|—{2,}|\s[-–—]\s)\s*")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_TAGS = r"(?:\s|&nbsp;|\u3000|<[^<>]{0,200}>){0,12}"
_LABEL_END = r"\s{0,3}[】\]]?\s{0,3}"
_PRINTED_DATE = re.compile(rf"(?:发布|发文|公布|生成|成文)[时日][间期]{_LABEL_END}[：:]?{_TAGS}({_DATE.pattern})")
_PRINTED_SOURCE = re.compile(rf"来源{_LABEL_END}[：:]{_TAGS}([^\s<>&：:]{{2,40}})")
_BREADCRUMB_CLASS = re.compile(
    r"crumb|dqwz|(?:^|[\s_-])(?:position|location|path|wz|weizhi|place|local)(?:[\s_-]|$)", re.I
)
_BREADCRUMB_TEXT = re.compile(r"(?:当前|现在|所在)的?位置|>\s*\S+\s*>|»|›")
_BREADCRUMB_LENGTH = 300


def page_to_meta(root: _Element, html: str, labelled: Iterable[_Element]) -> dict[str, str]:
    """`published_on` (ISO date), `source`, `author`, `column`, `site`, `breadcrumb`: each only where the page says it.

    `labelled` are the elements with a class or id; `html` is the page's text, tags included.
    """
    meta: dict[str, str] = {}
    for name, content in _named_contents(root):
        key = _META_KEYS.get(name)
        if key and content:
            meta.setdefault(key, content)
    published = text_to_iso_date(meta.pop("published_on", ""))
    if published is None and (printed := _PRINTED_DATE.search(html)):
        published = text_to_iso_date(printed.group(1))
    if published:
        meta["published_on"] = published
    if "source" not in meta and (source := _PRINTED_SOURCE.search(html)):
        meta["source"] = source.group(1)
    if breadcrumb := _breadcrumb(labelled):
        meta["breadcrumb"] = breadcrumb
    return meta


def text_to_iso_date(text: str) -> str | None:
    """The first date in a text.

    >>> text_to_iso_date("2021年1月20日 09:30"), text_to_iso_date("2021-13-20")
    ('2021-01-20', None)
    """
    found = _DATE.search(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def page_to_title(root: _Element, labelled: Iterable[_Element]) -> str | None:
    """The article's title: the CMS's meta, then the heading that names a report, then `<title>`, then any heading."""
    for name, content in _named_contents(root):
        if name == "articletitle" and content:
            return content
    headings = [_one_line(element) for element in root.iter("ucaptitle", "h1")]
    headings += [
        _one_line(e)
        for e in labelled
        if e.tag in _TITLE_TAGS and _TITLE_CLASS.search(e.get("class") or e.get("id") or "")
    ]
    headings = [heading for heading in headings if 0 < len(heading) <= _TITLE_LENGTH]
    page_title = _one_line(next(root.iter("title"), None))
    stated = [*(heading for heading in headings if is_plausible_title(heading)), _without_site(page_title)]
    return next((title for title in stated if is_plausible_title(title)), None) or next(
        (title for title in (*headings, _without_site(page_title)) if title), None
    )


def _named_contents(root: _Element) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        if name:
            yield name, INVISIBLE.sub(" ", meta.get("content") or "").strip()


def _one_line(element: _Element | None) -> str:
    return "" if element is None else INVISIBLE.sub(" ", collapse(inner_text(element))).strip()


def _without_site(page_title: str) -> str:
    """`<title>` mostly carries the site's name behind (or before) the article's."""
    parts = [part for part in _SITE_SEPARATOR.split(page_title) if part]
    return next((part for part in parts if is_plausible_title(part)), parts[0] if parts else "")


def _breadcrumb(labelled: Iterable[_Element]) -> str | None:
    for element in labelled:
        if _BREADCRUMB_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            text = _one_line(element)
            if text and len(text) <= _BREADCRUMB_LENGTH and _BREADCRUMB_TEXT.search(text):
                return text
    return None

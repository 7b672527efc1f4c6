"""Reading the links of a list page: title, address and date of each."""

from __future__ import annotations

import datetime
import json
import posixpath
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector, SelectorList
from scrapy.http import Response, TextResponse

from extract.errors import PortalChanged
from extract.links import ListedLink, url_to_plain

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATE = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)")
_AROUND_MAXIMUM = 400
_AROUND = etree.XPath("(ancestor::li | ancestor::tr | ancestor::dd)[last()]")
_TEXT = etree.XPath("string()", smart_strings=False)


def anchors_to_links(
    response: TextResponse, article: re.Pattern[str], within: SelectorList[Selector] | None = None
) -> list[ListedLink]:
    """The anchors of a page whose URL path matches `article`, in order, each address once under its longest title.

    `within`: the elements that are or hold these anchors; None for the whole page.

    A date is looked for in the text of the list item or row around the anchor, and then in the groups `year`,
    `month` and `day` of `article`. An address that is none is left out, like `javascript:`.
    """
    around = response.selector.xpath("/*") if within is None else within
    anchors = around.xpath("descendant-or-self::a[@href]")
    return _merge(link for anchor in anchors if (link := _anchor_to_link(anchor.root, response, article)) is not None)


def fragment_to_links(fragment: str, response: TextResponse, article: re.Pattern[str]) -> list[ListedLink]:
    """The same for a piece of HTML that stands in a script or in XML on the page."""
    anchors = Selector(text=fragment, type="html").xpath("//a[@href]")
    return _merge(link for anchor in anchors if (link := _anchor_to_link(anchor.root, response, article)) is not None)


def response_to_object(response: Response) -> dict[str, Any]:
    """The JSON object that a portal's own script is answered with; raises `PortalChanged` for anything else."""
    try:
        answer = json.loads(response.body)
    except ValueError as error:
        raise PortalChanged("it answers with something else than JSON") from error
    if not isinstance(answer, dict):
        raise PortalChanged("its answer is no JSON object")
    return answer


def url_to_folder(url: str) -> str:
    """The path of the folder that a URL lies in, or is.

    >>> url_to_folder("http://a.example/zfxxgk/nb/index.html"), url_to_folder("http://a.example/zfxxgk/nb/")
    ('/zfxxgk/nb/', '/zfxxgk/nb/')
    """
    return posixpath.join(posixpath.dirname(urlsplit(url).path), "")


def page_to_length(response: TextResponse) -> int:
    """How many characters of text a page shows, spaces aside."""
    shown = response.selector.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall()
    return sum(len("".join(text.split())) for text in shown)


def text_to_date(text: str) -> datetime.date | None:
    """The first date in a text.

    >>> text_to_date("某局2020年年报 [2021-01-20]")
    datetime.date(2021, 1, 20)
    >>> text_to_date("2021-13-40") is None
    True
    """
    found = _DATE.search(text)
    return _numbers_to_date(*found.groups()) if found else None


def _anchor_to_link(anchor: _Element, response: TextResponse, article: re.Pattern[str]) -> ListedLink | None:
    href = anchor.get("href", "").strip()
    try:
        url = url_to_plain(response.urljoin(href))
    except ValueError:
        return None
    matched = article.search(url.split("?", 1)[0])
    if matched is None:
        return None
    text = _to_text(anchor)
    # The dots of a title that the list cut off stay: they tell that its end is not its end.
    title = max(anchor.get("title", "").strip(), text, key=lambda shown: len(shown.rstrip("….")))
    return ListedLink(url, title, _anchor_to_date(anchor, title) or _match_to_date(matched))


def _anchor_to_date(anchor: _Element, title: str) -> datetime.date | None:
    """The date beside an anchor: in its innermost `li`, `tr` or `dd`, if that is no whole page of text."""
    for around in cast("list[_Element]", _AROUND(anchor)):
        text = _to_text(around)
        if len(text) <= _AROUND_MAXIMUM:
            return text_to_date(text.replace(title, " "))
    return None


def _match_to_date(matched: re.Match[str]) -> datetime.date | None:
    year, month, day = (matched.groupdict().get(name) for name in ("year", "month", "day"))
    return _numbers_to_date(year, month, day) if year and month and day else None


def _numbers_to_date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _to_text(element: _Element) -> str:
    return " ".join(cast(str, _TEXT(element)).split())


def _merge(links: Iterable[ListedLink]) -> list[ListedLink]:
    merged: dict[str, ListedLink] = {}
    for link in links:
        before = merged.get(link.url)
        if before is None or len(link.title) > len(before.title):
            merged[link.url] = link
    return list(merged.values())

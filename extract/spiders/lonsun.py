"""Lonsun: cities and counties of Anhui."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import Response, TextResponse

from extract.errors import PortalChanged
from extract.links import ListPage
from extract.listed import anchors_to_links
from extract.paging import response_to_page, text_to_page_count, to_list_page
from extract.spiders.base import ListingSpider

_ARTICLE = re.compile(r"/public/(?!column/)\w+/\d+\.\w{2,5}$")
_COLUMN = re.compile(r"^(?P<root>.*)/public/column/(?P<organ>\w+)$")
_LABEL = re.compile(r"[^\s\"'<>]*/site/label/8888\?[^\s\"'<>]*\blabelName=publicInfoList[^\s\"'<>]*")
_SITE = re.compile(r"\bsiteId['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_CATEGORIES = re.compile(r"\bcatIds?['\"]?\s*[:=]\s*['\"]?(\d[\d,]*)")
_MARKS = re.compile(r"publicInfoList|/public/column/|name=['\"]SiteId", re.IGNORECASE)
_OTHERS = frozenset({"pageIndex", "_"})
"""Parameters of a label's address that are another at each request."""


class LonsunSpider(ListingSpider):
    """`/public/column/{organ}?type=4&action=list` lists `/public/{dir}/{id}.html`.

    The column's page shows the first page of the list, or nothing and leaves it to a script; the pages come from
    `/site/label/8888?labelName=publicInfoList&siteId=&organId=&catIds=&pageIndex=`, whose address stands in the
    script, or is made of the page's `<meta name="SiteId">`, the organ in its own address and the categories.
    """

    name = "lonsun"

    def read_page(self, response: Response, number: int) -> ListPage:
        """The articles of the column's page or of a page that the label gives."""
        page = response_to_page(response)
        links = anchors_to_links(page, _ARTICLE)
        count = text_to_page_count(page.text)
        if _COLUMN.match(urlsplit(page.url).path) is None:
            shown = label_to_index(page.url)
            return to_list_page(links, shown, count, with_index(page.url, shown + 1))
        if links:
            return to_list_page(links, number, count, page_to_label_url(page, 2))
        return ListPage((), page_to_label_url(page, 1) if self.is_of_family(page.text) else None, next_is_guess=True)

    def is_of_family(self, text: str) -> bool:
        """Whether a page without articles is a column's page all the same."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is the same kind of list of another organ or category."""
        inner, outer = urlsplit(url), urlsplit(at)
        same_kind = {key for key, _ in parse_qsl(inner.query)} == {key for key, _ in parse_qsl(outer.query)}
        return inner.netloc == outer.netloc and same_kind and _COLUMN.match(inner.path) is not None


def page_to_label_url(page: TextResponse, index: int) -> str:
    """The address of page `index` of the list on a column's page.

    Raises `PortalChanged` where the page says neither that nor the number of its site.
    """
    if found := _LABEL.search(html.unescape(page.text)):
        return with_index(urljoin(page.url, found[0]), index)
    column = _COLUMN.match(urlsplit(page.url).path)
    site = page.xpath("//meta[translate(@name, 'SITED', 'sited')='siteid']/@content").get() or _first(_SITE, page.text)
    if column is None or not site:
        raise PortalChanged("it does not say its siteId")
    asked = dict(parse_qsl(urlsplit(page.url).query))
    categories = asked.get("catId") or asked.get("catIds") or _first(_CATEGORIES, page.text)
    parameters = {"labelName": "publicInfoList", "siteId": site, "organId": column["organ"], "catIds": categories}
    return with_index(urljoin(page.url, f"{column['root']}/site/label/8888?{urlencode(parameters)}"), index)


def with_index(url: str, index: int) -> str:
    """The address of page `index` of a label.

    >>> with_index("http://a.example/site/label/8888?_=0.5&organId=7&pageIndex=1", 2)
    'http://a.example/site/label/8888?organId=7&pageIndex=2'
    """
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in _OTHERS]
    return parts._replace(query=urlencode([*query, ("pageIndex", str(index))])).geturl()


def label_to_index(url: str) -> int:
    """Which page a label's address asks for."""
    index = dict(parse_qsl(urlsplit(url).query)).get("pageIndex", "")
    return int(index) if index.isdigit() else 1


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""

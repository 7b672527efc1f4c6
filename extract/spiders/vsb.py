"""Boda VSB: Gansu, Yunnan, Xinjiang, Linyi, many counties."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qs, urljoin, urlsplit

from pydantic import BaseModel
from scrapy.http import Response, TextResponse

from extract.errors import PortalChanged
from extract.links import ListedLink, ListPage
from extract.listed import anchors_to_links
from extract.paging import page_to_next_link, response_to_page, text_to_page_count
from extract.spiders.base import ListingSpider, NoParams

_ARTICLE = re.compile(r"/info/\d+/\d+\.html?$|/content\.jsp$|/__local/.+\.\w{2,5}$|/system/_content/download\.jsp$")
_TREE = re.compile(r"/info/(\d+)/")
_MARKS = re.compile(r"p_pages|/system/resource/|vsb_|wbtreeid=", re.IGNORECASE)
_NUMBER = re.compile(r"/(\d+)\.htm$")
_NAMED = re.compile(r"(?!\d+\.)[\w/-]+\.htm$")
_OF = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")


class VsbParams(NoParams):
    """Which of a page's articles are the column's."""

    tree: str | None = None
    """The number of the column in its articles' addresses (`info/{tree}/{id}.htm`), where pages also show others'."""


class VsbSpider(ListingSpider):
    """`{column}.htm` lists `info/{tree}/{id}.htm` or `content.jsp?urltype=news.NewsContentUrl&wbtreeid=&wbnewsid=`.

    Later pages are `{column}/{k}.htm` with k counting down: of N pages the second is N - 1. `span.p_pages` has the
    numbers of the pages and links to the next one; where that link and the count disagree, the link counts, for it is
    what a reader follows. A page that says to be another than the one asked for is a change of the portal.
    """

    name = "vsb"
    Params: ClassVar[type[BaseModel]] = VsbParams
    params: VsbParams

    def read_page(self, response: Response, number: int) -> ListPage:
        """The articles of a list page, dated by the list."""
        page = response_to_page(response)
        said, count = page_to_numbers(page)
        if said is not None and said != number:
            raise PortalChanged(f"it says to be page {said}")
        links = tuple(link for link in anchors_to_links(page, _ARTICLE) if self._is_article(link))
        if count is not None and number >= count:
            return ListPage(links, None, count)
        next_url = page_to_next_link(page) or (count and next_page_url(page.url, number, count))
        return ListPage(links, next_url or None, count)

    def is_of_family(self, text: str) -> bool:
        """Whether a page without articles is an empty list."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is `{column}/{name}.htm`, and no later page of the column."""
        inner, outer = urlsplit(url), urlsplit(at)
        stem = outer.path.removesuffix(".htm") + "/"
        if inner.netloc != outer.netloc or not inner.path.startswith(stem):
            return False
        return _NAMED.match(inner.path.removeprefix(stem)) is not None

    def _is_article(self, link: ListedLink) -> bool:
        parts = urlsplit(link.url)
        query = parse_qs(parts.query)
        if parts.path.endswith("/content.jsp"):
            tree = query.get("wbtreeid", [""])[0]
            return query.get("urltype") == ["news.NewsContentUrl"] and self.params.tree in (None, tree)
        found = _TREE.search(parts.path)
        return found is None or self.params.tree in (None, found[1])


def page_to_numbers(page: TextResponse) -> tuple[int | None, int | None]:
    """Which page of how many a list page says to be."""
    current = page.css("span.p_no_d::text").get("")
    numbers = [text for text in page.css("span.p_no ::text, span.p_no_d::text").getall() if text.strip().isdigit()]
    counted = max(map(int, numbers), default=None)
    beside = page.css("span.p_t::text, td[id^=fanye]::text").getall()
    for of in filter(None, map(_OF.search, beside)):
        return int(of[1]), int(of[2])
    said = int(current) if current.strip().isdigit() else None
    return said, counted if counted is not None else text_to_page_count(page.text)


def next_page_url(url: str, number: int, count: int) -> str | None:
    """The address of the page after page `number` of `count` at `url`, by the rule that pages count down.

    >>> next_page_url("http://a.example/zfxxgk/nb.htm", 1, 3)
    'http://a.example/zfxxgk/nb/2.htm'
    >>> next_page_url("http://a.example/zfxxgk/nb/2.htm", 2, 3)
    'http://a.example/zfxxgk/nb/1.htm'
    """
    path = urlsplit(url).path
    stem = path.removesuffix(".htm") if number == 1 else _NUMBER.sub("", path)
    return urljoin(url, f"{stem}/{count - number}.htm") if number < count else None

"""TRS WCM, the largest family: ministries, Beijing, Chongqing, Fujian, Hubei, Guizhou, Jilin, Henan, Shaanxi …"""

from __future__ import annotations

import posixpath
import re
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel
from scrapy.http import Response

from extract.columns import url_is_below
from extract.links import ListPage
from extract.listed import anchors_to_links, url_to_folder
from extract.paging import response_to_page
from extract.spiders.base import ListingSpider, NoParams

_ARTICLE = re.compile(
    r"/\d{6}/(?:t(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)_\d+(?:_\w+)?\.s?html?|[PW]0?\d{8,}\.\w{2,5})$"
)
"""An article `{yyyymm}/t{yyyymmdd}_{id}.html`, or a file that was put into its place."""
_CREATE_PAGE = re.compile(
    r"createPageHTML\s*\(\s*(?:['\"][\w-]*['\"]\s*,\s*)?(?P<total>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*['\"](?P<stem>[\w.-]+)['\"]\s*,\s*['\"](?P<suffix>s?html?)['\"]"
)
_COUNT_PAGE = re.compile(r"\bcountPage\s*=\s*(?P<total>\d+)")
_MARKS = re.compile(r"createPageHTML|countPage|TRS|trs_")
_SUFFIX = re.compile(r"['\"]\.?(s?html?)['\"]|index_\d+\.(s?html?)")


class TrsParams(NoParams):
    """Where a column's articles may lie."""

    article_prefix: str | None = None
    """URL path below which articles count as the column's; None for the column's own folder."""


class TrsSpider(ListingSpider):
    """`{column}/index.html` lists `{column}/{yyyymm}/t{yyyymmdd}_{id}.html`; page 2 is `index_1.html`, and so on.

    How many pages there are stands in a script: `createPageHTML(total, current, "index", "html")`, where current
    counts from 0, or `var countPage = total`.
    """

    name = "trs"
    Params: ClassVar[type[BaseModel]] = TrsParams
    params: TrsParams

    def read_page(self, response: Response, number: int) -> ListPage:
        """The articles below the column's folder, dated by the list or else by their address."""
        page = response_to_page(response)
        prefix = self.params.article_prefix or url_to_folder(response.url)
        links = [link for link in anchors_to_links(page, _ARTICLE) if urlsplit(link.url).path.startswith(prefix)]
        return ListPage(tuple(links), page_to_next_url(page.text, page.url, number), page_to_total(page.text))

    def is_of_family(self, text: str) -> bool:
        """Whether a page without articles is an empty list."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is a folder below the column's."""
        return url_is_below(url, at)


def page_to_total(text: str) -> int | None:
    """How many pages a list has by its script.

    >>> page_to_total('createPageHTML(3, 1, "index", "shtml");'), page_to_total("var countPage = 2;"), page_to_total("")
    (3, 2, None)
    """
    found = _CREATE_PAGE.search(text) or _COUNT_PAGE.search(text)
    return int(found["total"]) if found else None


def page_to_next_url(text: str, url: str, number: int) -> str | None:
    """The address of the page after list page `number` (from 1) at `url`, None on the last or where it is not said.

    >>> page_to_next_url('createPageHTML(3, 1, "index", "shtml");', "http://a.example/nb/index_1.shtml", 2)
    'http://a.example/nb/index_2.shtml'
    >>> page_to_next_url('var countPage = 2; // 共2页', "http://a.example/nb/", 1)
    'http://a.example/nb/index_1.html'
    >>> page_to_next_url('createPageHTML(1, 0, "index", "html");', "http://a.example/nb/", 1) is None
    True
    """
    found = _CREATE_PAGE.search(text)
    if found is not None:
        total, stem, suffix = int(found["total"]), found["stem"], found["suffix"]
    elif (counted := _COUNT_PAGE.search(text)) is not None:
        total, stem, suffix = int(counted["total"]), "index", _url_to_suffix(url) or _text_to_suffix(text)
    else:
        return None
    return urljoin(url, f"{stem}_{number}.{suffix}") if number < total else None


def _url_to_suffix(url: str) -> str | None:
    return posixpath.splitext(urlsplit(url).path)[1].lstrip(".") or None


def _text_to_suffix(text: str) -> str:
    found = _SUFFIX.search(text)
    return (found[1] or found[2]) if found else "html"

"""The common disclosure platform (政府信息公开目录平台) of Guangdong."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from scrapy.http import Response, TextResponse

from extract.errors import PortalChanged
from extract.links import ListedLink, ListPage
from extract.listed import response_to_object, text_to_date
from extract.spiders.base import ListingSpider, NoParams

_SITE = re.compile(r"['\"]?\bSID['\"]?\s*:\s*['\"]?(\d+)")
_TREE = re.compile(r"['\"]?\bTREE['\"]?\s*:\s*(?=[\[{])")
_CATEGORY = re.compile(r"(?:信息公开|政务公开|公开工作).*(?:年报|年度报告)|^(?:年报|年度报告|公开年报)$")
_ZONE = ZoneInfo("Asia/Shanghai")


class GkmlptParams(NoParams):
    """Which category of the platform holds the reports."""

    category: str | None = None
    """Its printed name; None for every category whose name says 信息公开年报 or the like."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What the index page says of its site."""

    site: str
    categories: tuple[tuple[str, str], ...]
    """Ids and names of the categories asked for, in the tree's order; those below one of them are part of it."""


class GkmlptSpider(ListingSpider):
    """`…/gkmlpt/index` has `window._CONFIG = {SID: '…', TREE: […]}`, a tree of categories with `id` and `name`.

    `…/gkmlpt/api/all/{category}?page={n}&sid={SID}` then gives `{total, articles}`, a hundred articles a page, each
    with `title`, `publisher`, `url` (or `post_url`) and `display_publish_time`.
    """

    name = "gkmlpt"
    Params: ClassVar[type[BaseModel]] = GkmlptParams
    params: GkmlptParams

    _platform: Platform | None = None
    _category = _page = _listed_so_far = 0

    def read_page(self, response: Response, number: int) -> ListPage:
        """The index page (page 1), and then the pages of each category."""
        if number == 1:
            if not isinstance(response, TextResponse):
                raise PortalChanged("it is no web page")
            self._platform = page_to_platform(response.text, self.params.category)
            return ListPage((), self._next_url())
        answer = response_to_object(response)
        articles, total = answer.get("articles"), answer.get("total")
        if not isinstance(articles, list) or not isinstance(total, int):
            raise PortalChanged("its answer has no articles and total")
        links = tuple(_article_to_link(each, response.url) for each in articles if _is_article(each))
        self._listed_so_far += len(articles)
        if not articles or self._listed_so_far >= total:
            if self._listed_so_far < total:
                raise PortalChanged(f"it has no articles after the first {self._listed_so_far} of {total}")
            self._category, self._page, self._listed_so_far = self._category + 1, 0, 0
        return ListPage(links, self._next_url())

    def _next_url(self) -> str | None:
        """The address of the page after the one just read, of this category or the first of the next."""
        if self._platform is None or self._category >= len(self._platform.categories):
            return None
        self._page += 1
        category, _ = self._platform.categories[self._category]
        root = self.source.url.partition("/gkmlpt")[0]
        return f"{root}/gkmlpt/api/all/{category}?page={self._page}&sid={self._platform.site}"


def page_to_platform(text: str, name: str | None) -> Platform:
    """What an index page says; raises `PortalChanged` where it says no site, or has no category of that name.

    >>> page_to_platform("window._CONFIG = {SID: '7', TREE: [{'id': 1}]}".replace("'id'", '"id"'), "年报")
    Traceback (most recent call last):
    extract.errors.PortalChanged: among its 0 categories is no 年报
    """
    site, tree = _SITE.search(text), _TREE.search(text)
    if site is None or tree is None:
        raise PortalChanged("it has no window._CONFIG with SID and TREE")
    try:
        nodes, _ = json.JSONDecoder().raw_decode(text, tree.end())
    except ValueError as error:
        raise PortalChanged(f"its TREE cannot be read: {error}") from error
    categories = list(_walk_categories(nodes))
    wanted = [each for each in categories if _is_wanted(each[1], name)]
    inner = {below for *_, path in wanted for below in path}
    outermost = tuple((key, title) for key, title, _ in wanted if key not in inner)
    if not outermost:
        raise PortalChanged(f"among its {len(categories)} categories is no {name or '信息公开年报'}")
    return Platform(site[1], outermost)


def _is_wanted(title: str, name: str | None) -> bool:
    return title == name if name else _CATEGORY.search(title) is not None


def _walk_categories(node: object) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Id, name and the ids below it of each category of a tree; whatever key its children are under."""
    if isinstance(node, list):
        for each in node:
            yield from _walk_categories(each)
    elif isinstance(node, Mapping):
        below = [found for value in node.values() if isinstance(value, list) for found in _walk_categories(value)]
        if "id" in node and isinstance(node.get("name"), str):
            yield str(node["id"]), node["name"].strip(), frozenset(key for key, *_ in below)
        yield from below


def _is_article(article: object) -> bool:
    return isinstance(article, Mapping) and bool(article.get("url") or article.get("post_url"))


def _article_to_link(article: Mapping[str, Any], base: str) -> ListedLink:
    return ListedLink(
        urljoin(base, str(article.get("url") or article["post_url"])),
        str(article.get("title") or ""),
        _time_to_date(article.get("display_publish_time") or article.get("date")),
        str(article.get("publisher") or "") or None,
    )


def _time_to_date(time: object) -> datetime.date | None:
    """The day in China of a printed time, or of seconds since 1970.

    >>> _time_to_date("2021-01-20 09:30:00"), _time_to_date(1611073800)
    (datetime.date(2021, 1, 20), datetime.date(2021, 1, 20))
    """
    if isinstance(time, int):
        return datetime.datetime.fromtimestamp(time, _ZONE).date()
    return text_to_date(str(time or ""))

"""How a list goes on: what its page says of the pages after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapy.http import JsonResponse, Response, TextResponse

from extract.errors import PortalChanged
from extract.links import ListedLink, ListPage, url_to_plain

_SAID = re.compile(
    r"共\s*(\d{1,4})\s*页|(?<![\d/])\d{1,4}\s*/\s*(\d{1,4})\s*页|(?:pageCount|countPage|totalPages?)['\"]?\s*[:=]\s*['\"]?(\d{1,4})\b"
)
_NEXT = frozenset({"下一页", "下页", "后一页", "后页", "下一頁", "下一页>", "下一页»", ">", "»", "›", "next"})
_SHORTEST_PAGE = 10
"""No list was seen that begins a second page after fewer links."""


def response_to_page(response: Response) -> TextResponse:
    """A response as a page with links; raises `PortalChanged` where it is a picture, JSON or the like."""
    if not isinstance(response, TextResponse) or isinstance(response, JsonResponse):
        raise PortalChanged("it is no web page")
    return response


def text_to_page_count(text: str) -> int | None:
    """How many pages a list has by the words or the script of its page.

    >>> text_to_page_count("共 3 页"), text_to_page_count("第1/12页"), text_to_page_count("{pageCount:4, pageIndex:1}")
    (3, 12, 4)
    >>> text_to_page_count("2021/01/20 共3条") is None
    True
    """
    counts = [int(next(filter(None, found.groups()))) for found in _SAID.finditer(text)]
    return max(counts, default=None)


def page_to_count(page: TextResponse, numbered: re.Pattern[str]) -> int | None:
    """How many pages a list has at least: what its page says, or the highest number that its links lead to.

    The first group of `numbered` is the number of a page in the address of a link.
    """
    hrefs = page.xpath("//a/@href").getall()
    counts = [int(found[1]) for href in hrefs if (found := numbered.search(href))]
    said = text_to_page_count(page.text)
    return max([*counts, *([said] if said else [])], default=None)


def page_to_next_link(page: TextResponse) -> str | None:
    """The address behind 下一页; None where there is none, or only a script."""
    for anchor in page.xpath("//a[@href]"):
        if "".join(anchor.xpath(".//text()").getall()).strip().lower() not in _NEXT:
            continue
        href = anchor.attrib["href"].strip()
        try:
            url = url_to_plain(page.urljoin(href))
        except ValueError:
            continue
        if url.startswith("http") and not href.startswith("#") and url != url_to_plain(page.url):
            return url
    return None


def to_list_page(links: Sequence[ListedLink], number: int, count: int | None, next_url: str | None) -> ListPage:
    """Page `number` of a list of `count` pages.

    Where nothing says how many there are, a page with enough links may have one after it, which is then a guess.
    """
    if count is not None:
        return ListPage(tuple(links), next_url if number < count else None, count)
    is_full = len(links) >= _SHORTEST_PAGE
    return ListPage(tuple(links), next_url if is_full else None, next_is_guess=is_full)

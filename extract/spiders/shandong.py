"""The disclosure platform of Licheng and other places of Shandong (`/gongkai/`); its vendor is not known."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from scrapy.http import Response

from extract.links import ListPage
from extract.listed import anchors_to_links
from extract.paging import page_to_next_link, response_to_page, text_to_page_count
from extract.spiders.base import ListingSpider

_ARTICLE = re.compile(r"/gongkai/site_\w+/channel_[0-9a-f]{24}/doc_[0-9a-f]{24}\.\w{2,5}$")
_COLUMN = re.compile(r"/gongkai/channel_[0-9a-f]{24}/$")
_MARKS = re.compile(r"/gongkai/(?:site_\w+/)?channel_[0-9a-f]{24}/")


class ShandongSpider(ListingSpider):
    """`/gongkai/channel_{24hex}/?open=zfxxgknb` lists `/gongkai/site_{s}/channel_{24hex}/doc_{24hex}.html`.

    How its pages are numbered is not known: the link to the next page (下一页) is followed, and a list that says to
    have more pages than that leads to has changed.
    """

    name = "shandong"

    def read_page(self, response: Response, number: int) -> ListPage:  # noqa: ARG002
        """The articles of a list page, dated by the list."""
        page = response_to_page(response)
        links = anchors_to_links(page, _ARTICLE)
        return ListPage(tuple(links), page_to_next_link(page), text_to_page_count(page.text))

    def is_of_family(self, text: str) -> bool:
        """Whether a page without articles is an empty list."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is another channel, opened at the same place."""
        inner, outer = urlsplit(url), urlsplit(at)
        opened = parse_qs(inner.query).get("open") == parse_qs(outer.query).get("open")
        is_channel = inner.netloc == outer.netloc and _COLUMN.search(inner.path) is not None
        return is_channel and opened and inner.path != outer.path

"""The disclosure platform of Fuyang and other cities of Anhui (`/openness/`)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import Response

from extract.links import ListPage
from extract.listed import anchors_to_links
from extract.paging import page_to_count, response_to_page, to_list_page
from extract.spiders.base import ListingSpider

_ARTICLE = re.compile(r"/openness/detail/annual_report/[0-9a-f]{24}\.\w{2,5}$")
_COLUMN = re.compile(r"/opennessAnnualReport/$")
_BRANCH = re.compile(r"(?:^|&)branch_id=([0-9a-f]{24})")
_NUMBERED = re.compile(r"[?&]page=(\d{1,4})(?:&|$)")
_MARKS = re.compile(r"/openness/detail/|branch_id=[0-9a-f]{24}")


class OpennessSpider(ListingSpider):
    """`/opennessAnnualReport/?branch_id={24hex}&page=` lists `/openness/detail/annual_report/{24hex}.html`.

    A branch is an agency; the columns below are those of the other branches that a page links to.
    """

    name = "openness"

    def read_page(self, response: Response, number: int) -> ListPage:
        """The reports of a branch, dated by the list."""
        page = response_to_page(response)
        links = anchors_to_links(page, _ARTICLE)
        return to_list_page(links, number, page_to_count(page, _NUMBERED), with_page(page.url, number + 1))

    def is_of_family(self, text: str) -> bool:
        """Whether a page without reports is an empty list."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is the list of another branch."""
        inner, outer = urlsplit(url), urlsplit(at)
        branch, own = _BRANCH.search(inner.query), _BRANCH.search(outer.query)
        is_list = inner.netloc == outer.netloc and _COLUMN.search(inner.path) is not None
        return is_list and branch is not None and (own is None or own[1] != branch[1])


def with_page(url: str, number: int) -> str:
    """The address of page `number` of a list.

    >>> with_page("http://a.example/opennessAnnualReport/?branch_id=5f&page=2", 3)
    'http://a.example/opennessAnnualReport/?branch_id=5f&page=3'
    """
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "page"]
    return parts._replace(query=urlencode([*query, ("page", str(number))])).geturl()

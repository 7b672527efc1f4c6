"""NFCMS (Nanfang): columns of Guangdong outside its directory platform."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel
from scrapy.http import Response

from extract.columns import url_is_below
from extract.links import ListPage
from extract.listed import anchors_to_links, url_to_folder
from extract.paging import page_to_count, response_to_page, to_list_page
from extract.spiders.base import ListingSpider, NoParams

_ARTICLE = re.compile(r"/content/post_\d+\.\w{2,5}$|/attachment/.+\.\w{2,5}$")
_NUMBERED = re.compile(r"(?:^|/)index_(\d+)\.html$")
_MARKS = re.compile(r"/content/post_\d+\.html|index_2\.html|nfcms|NFCMS")


class NfcmsParams(NoParams):
    """Where a column's articles may lie."""

    article_prefix: str | None = None
    """URL path below which articles count as the column's; None for the column's own folder."""


class NfcmsSpider(ListingSpider):
    """`{column}/index.html` lists `{column}/content/post_{id}.html`; page 2 is `index_2.html`, and so on.

    Pages link to the others by number. One that links to none and shows a full page is asked for a second all the
    same; where that is gone, there is none.
    """

    name = "nfcms"
    Params: ClassVar[type[BaseModel]] = NfcmsParams
    params: NfcmsParams

    def read_page(self, response: Response, number: int) -> ListPage:
        """The articles below the column's folder, dated by the list."""
        page = response_to_page(response)
        prefix = self.params.article_prefix or url_to_folder(page.url)
        links = [link for link in anchors_to_links(page, _ARTICLE) if urlsplit(link.url).path.startswith(prefix)]
        next_url = urljoin(page.url, f"index_{number + 1}.html")
        return to_list_page(links, number, page_to_count(page, _NUMBERED), next_url)

    def is_of_family(self, text: str) -> bool:
        """Whether a page without articles is an empty list."""
        return _MARKS.search(text) is not None

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is a folder below the column's."""
        return url_is_below(url, at)

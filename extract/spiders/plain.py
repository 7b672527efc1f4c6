"""A plain list, configured by its catalogue entry: portals of no known family, and families of a few portals."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urljoin

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, Field, model_validator
from scrapy.http import Response, TextResponse

from extract.columns import url_is_below
from extract.links import ListPage
from extract.listed import anchors_to_links
from extract.paging import page_to_count, page_to_next_link, response_to_page, text_to_page_count, to_list_page
from extract.spiders.base import ListingSpider, NoParams

TAIL = (
    r"/content/[0-9a-fA-F-]{16,36}\.html$"  # Jiangsu
    r"|/gongkai/show/(?:\d{17}|[0-9a-f]{32})\.html$"  # Sichuan
    r"|/html/\w+/\d{6}/\d{16}\.\w{2,5}$"  # Liaoning; a file may stand in an article's place
    r"|/nw\d+/(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)/[0-9a-f]{32}\.html$"  # Shanghai
    r"|/\d+\.jhtml$"  # JEECMS: Henan
)
"""Articles of the plain lists that are known; spec: portals."""
_PAGE = "{page}"


def _to_regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def _to_css(value: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(value)
    except SelectorError as error:
        raise ValueError(f"{value!r} is no CSS selector: {error}") from error
    return value


class PlainParams(NoParams):
    """What a list's pages and articles look like."""

    articles: Annotated[str, AfterValidator(_to_regex)] = TAIL
    """A regular expression that the URL path of an article matches; its groups `year`, `month` and `day`, if it has
    them, are the date where the list shows none."""
    links: Annotated[str, AfterValidator(_to_css)] = "body"
    """A CSS selector of the links, or of what they stand in."""
    pages: str | None = None
    """The address of a later page, relative to the first one, with `{page}` for its number: `index_{page}.shtml`.
    Without it the page's own link 下一页 is followed."""
    order: Literal["rising", "falling"] = "rising"
    """Whether the numbers of later pages rise, or fall from the number of pages, so that the last page is 1."""
    second: Annotated[int, Field(ge=0)] = 2
    """The number of the second page, where they rise."""
    count: Annotated[str, AfterValidator(_to_regex)] | None = None
    """A regular expression whose first group is how many pages there are; None for the usual words (共3页)."""

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.pages is not None and _PAGE not in self.pages:
            raise ValueError(f"pages: {self.pages!r} has no {_PAGE}")
        if self.pages is None and {"order", "second"} & self.model_fields_set:
            raise ValueError("order and second say how pages are numbered, and pages is not given")
        if self.order == "falling" and "second" in self.model_fields_set:
            raise ValueError("second: where numbers fall, the second page has the number of pages less one")
        if self.count is not None and re.compile(self.count).groups < 1:
            raise ValueError(f"count: {self.count!r} has no group")
        return self


class PlainSpider(ListingSpider):
    """A list of links on pages with rising or falling numbers, or that link to the next one; see `PlainParams`.

    A list whose numbers rise and that does not say how many they are is asked for one page more; where that is gone or
    shows nothing new, there is none. Where numbers fall and the page does not say how many they are, there is one page.
    """

    name = "plain"
    Params: ClassVar[type[BaseModel]] = PlainParams
    params: PlainParams

    def read_page(self, response: Response, number: int) -> ListPage:
        """The links within `links` to what `articles` matches."""
        page = response_to_page(response)
        links = anchors_to_links(page, re.compile(self.params.articles), page.css(self.params.links))
        if self.params.pages is None:
            return ListPage(tuple(links), page_to_next_link(page), self._count(page))
        count = self._count(page)
        if self.params.order == "falling" and count is None:
            return ListPage(tuple(links), page_to_next_link(page))
        return to_list_page(links, number, count, self._next_url(page.url, number, count or 0))

    def is_of_family(self, text: str) -> bool:  # noqa: ARG002
        """Nothing but its links tells a plain list."""
        return False

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is a folder below the column's."""
        return url_is_below(url, at)

    def _count(self, page: TextResponse) -> int | None:
        if self.params.count is not None:
            found = re.search(self.params.count, page.text)
            return int(found[1]) if found else None
        if self.params.pages is None or self.params.order == "falling":
            return text_to_page_count(page.text)
        before, after = map(re.escape, self.params.pages.split(_PAGE, 1))
        linked = page_to_count(page, re.compile(rf"(?:^|/){before}(\d{{1,4}}){after}$"))
        return None if linked is None else linked

    def _next_url(self, url: str, number: int, count: int) -> str:
        """The address of the page after page `number`, which is at `url`."""
        pages = self.params.pages or ""
        here, there = (pages.replace(_PAGE, str(self._page_number(page, count))) for page in (number, number + 1))
        # The second page may lie in a folder below the first, and then the third lies beside it.
        return url.removesuffix(here) + there if number > 1 and url.endswith(here) else urljoin(url, there)

    def _page_number(self, number: int, count: int) -> int:
        return count - number + 1 if self.params.order == "falling" else number - 2 + self.params.second

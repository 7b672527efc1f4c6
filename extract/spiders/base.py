"""The one way in which a portal column is crawled; a CMS family only says how to read its list pages."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from scrapy import Request, Spider, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from extract.documents import CrawlTools, DocumentFetcher
from extract.errors import ConfigurationError, PortalChanged
from extract.ledger_rows import LinkRow, ListingOutcome, ListingRow
from extract.links import ListPage, is_wanted, link_to_row, url_to_key
from extract.responses import Trouble, failure_to_trouble, response_to_trouble
from extract.source import Source

_TROUBLE_TO_LISTING: Mapping[str, ListingOutcome] = {
    "refused": "refused",
    "gone": "changed",
    "failed": "failed",
    "postponed": "postponed",
}
_PAGE_PRIORITY = 10
"""The list before its documents: what is listed is known even where the documents take all night."""


class NoParams(BaseModel):
    """For a family whose sources need no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ListingSpider(Spider):
    """Reads the list of one source, page after page, and fetches the reports that it links to.

    A family's module in this folder defines one subclass, with

    - `Params`, a frozen model of the `params` that its catalogue entries may have;
    - `start_urls_of()`, the first list pages, where they are others than the source's `url`;
    - `read_page(response, number)`, which gives the links of list page `number` (from 1, in the order of asking) and
      the address of the next one, and raises `PortalChanged` where the page is not of the family.

    The rest happens here. Every link goes into the ledger with its title, date, year and kind. Those that cannot be
    reports by their title, or not of the years asked for, are not fetched. A page that shows only links shown before
    ends the list, as does the page limit, and the list then counts as changed; so does one that breaks off: one with
    a later page without any link, with fewer pages than its first one announces, or with fewer links than expected.
    A list page that is refused or cannot be had gives the list that outcome. What was listed before any of this is
    fetched all the same.
    """

    name = "listing"
    Params: ClassVar[type[BaseModel]] = NoParams
    params: BaseModel

    def __init__(self, source: Source, tools: CrawlTools, **kwargs: Any) -> None:
        super().__init__(source.id, **kwargs)
        self.source = source
        self.tools = tools
        self.documents = DocumentFetcher(source, tools)
        try:
            self.params = self.Params.model_validate(dict(source.params))
        except ValidationError as error:
            raise ConfigurationError(f"{source.id}.yml: params: {error}") from error
        self._listed: dict[str, LinkRow] = {}
        self._problems: list[tuple[ListingOutcome, str]] = []
        self._pages = self._pages_read = 0
        self._announced: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> ListingSpider:
        """Scrapy's constructor."""
        spider: ListingSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        return spider

    @abstractmethod
    def read_page(self, response: Response, number: int) -> ListPage:
        """The links of a list page; raises `PortalChanged` where it is not of the family."""

    def start_urls_of(self) -> Iterable[str]:
        """The first list pages."""
        return (self.source.url,)

    async def start(self) -> AsyncIterator[Request]:
        """The requests for the first list pages."""
        self.documents.open()
        for url in self.start_urls_of():
            yield self._page_request(url, 1)

    def on_page(self, response: Response, number: int) -> Iterator[Request]:
        """Record the links of a list page; the requests for its reports and for the next page."""
        trouble = response_to_trouble(response)
        if trouble is not None:
            self._add_page_trouble(number, trouble)
            return
        try:
            page = self.read_page(response, number)
            self._take_count(page, number)
        except PortalChanged as error:
            self._problems.append(("changed", f"page {number} of the list: {error}"))
            return
        fresh = {url_to_key(link.url): link for link in page.links}
        fresh = {key: link for key, link in fresh.items() if key not in self._listed}
        for key, link in fresh.items():
            row = link_to_row(self.source.id, link)
            self._listed[key] = row
            self.tools.recorder.add_link(row)
            if row.outcome is None and is_wanted(row, self.tools.report_years):
                request = self.documents.request(row)
                if request is not None:
                    yield request
        if page.links and not fresh and number > 1:
            self._problems.append(("changed", f"page {number} of the list only repeats links of earlier pages"))
        elif page.next_url is not None:
            yield from self._next_page(page.next_url, number + 1)

    def _take_count(self, page: ListPage, number: int) -> None:
        """Count a page that was read; raises `PortalChanged` where a list goes on with a page that lists nothing."""
        if number == 1:
            self._announced = page.announced
        elif not page.links:
            told = f"the first page announces {self._announced} pages" if self._announced else "the list goes on to it"
            raise PortalChanged(f"it has no links, and {told}; {len(self._listed)} links were listed before it")
        self._pages_read += 1

    def on_page_failure(self, failure: Failure) -> None:
        """Record that a list page could not be had."""
        number = failure.request.cb_kwargs["number"]  # type: ignore[attr-defined]
        self._add_page_trouble(number, failure_to_trouble(failure))

    def on_error(self, failure: Failure, response: Response) -> None:
        """Record that taking in a page or document failed in an unforeseen way; Scrapy logs the traceback."""
        reason = f"{type(failure.value).__name__}: {failure.getErrorMessage()}"
        arguments = response.request.cb_kwargs if response is not None and response.request else {}
        if "row" in arguments:
            self.documents.record_trouble(arguments["row"], Trouble("failed", reason, response.status))
        else:
            self._problems.append(("failed", f"page {arguments.get('number')} of the list: {reason}"))

    def closed(self, reason: str) -> None:
        """Record how the list ended; Scrapy calls this last."""
        if reason != "finished":
            self._problems.append(("failed", f"the crawl was stopped: {reason}"))
        outcome, why = self._problems[0] if self._problems else self._judge_length()
        not_reports = sum(row.outcome == "not_a_report" for row in self._listed.values())
        left_over = self.documents.left_over
        if left_over and why is None:
            why = f"{left_over.total()} documents wait for the next run: {next(iter(left_over))}"
        self.tools.recorder.close_source(
            ListingRow(
                self.source.id,
                outcome,
                why,
                listed=len(self._listed),
                not_reports=not_reports,
                left_over=left_over.total(),
                requests=self.tools.permits.requests[self.source.id],
            )
        )

    def _judge_length(self) -> tuple[ListingOutcome, str | None]:
        listed, expected = len(self._listed), self.source.expected
        if self._announced is not None and self._pages_read < self._announced:
            return "changed", f"the list announces {self._announced} pages and ends after {self._pages_read}"
        if listed == 0:
            return "changed", f"the list is empty where {expected.minimum} links or more are expected"
        if listed < expected.minimum:
            return "changed", f"the list has {listed} links where {expected.minimum} or more are expected"
        if listed > expected.maximum:
            return "crawled", f"the list has {listed} links, more than the {expected.maximum} expected"
        return "crawled", None

    def _next_page(self, url: str, number: int) -> Iterator[Request]:
        if self._pages >= self.tools.options.pages_maximum:
            self._problems.append(("changed", f"the list has more than {self._pages} pages"))
        else:
            yield self._page_request(url, number)

    def _page_request(self, url: str, number: int) -> Request:
        self._pages += 1
        return Request(
            url,
            callback=self.on_page,
            errback=self.on_page_failure,
            cb_kwargs={"number": number},
            priority=_PAGE_PRIORITY,
            dont_filter=True,
        )

    def _add_page_trouble(self, number: int, trouble: Trouble) -> None:
        self._problems.append((_TROUBLE_TO_LISTING[trouble.outcome], f"page {number} of the list: {trouble.reason}"))

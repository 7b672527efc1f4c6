"""The one way in which a portal column is crawled; a CMS family only says how to read its list pages."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from scrapy import Request, Spider, signals
from scrapy.http import HtmlResponse, Response, TextResponse
from twisted.python.failure import Failure

from extract.columns import Column, page_to_columns
from extract.crawl import PAGES_EXCEEDED
from extract.documents import CrawlTools, DocumentFetcher
from extract.errors import ConfigurationError, PortalChanged, PortalRefused
from extract.ledger_rows import ListingOutcome, ListingRow
from extract.links import ListPage, complete_row, is_wanted, link_to_row, url_to_key
from extract.reading import ColumnReading, SourceReading, page_name
from extract.responses import Trouble, failure_to_trouble, response_to_trouble
from extract.source import Source

_TROUBLE_TO_LISTING: Mapping[str, ListingOutcome] = {
    "refused": "refused",
    "gone": "changed",
    "failed": "failed",
    "postponed": "postponed",
}
_PAGE_PRIORITY = 20
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
      the address of the next one, and raises `PortalChanged` where the page is not of the family, `PortalRefused`
      where it says that it is not for this crawler;
    - `is_of_family(text)`, where an empty list can be told from a page of another kind;
    - `is_subcolumn(url, at)`, where its columns may have others below them.

    The rest happens here. Every link goes into the ledger with its title, date, year and kind. Those that cannot be
    reports by their title, or not of the years asked for, are not fetched. A page that shows only links shown before
    ends the list, as does the page limit, and the list then counts as changed; so does one that breaks off: one with
    a later page without any link, with fewer pages than its first one announces, or with fewer links than expected.
    A list page that is refused or cannot be had gives the list that outcome. What was listed before any of this is
    fetched all the same.

    Columns below the column, by year, by group of agencies and by agency, are read in the same way, as deep as the
    source's `subtrees`, and within the same limit of pages. Their names say year and agency of links that do not.
    """

    name = "listing"
    Params: ClassVar[type[BaseModel]] = NoParams
    params: BaseModel
    agencies_below: ClassVar[bool] = True
    """Whether the columns below a column may be those of its agencies, or of years alone."""

    def __init__(self, source: Source, tools: CrawlTools, **kwargs: Any) -> None:
        super().__init__(source.id, **kwargs)
        self.source = source
        self.tools = tools
        self.documents = DocumentFetcher(source, tools)
        try:
            self.params = self.Params.model_validate(dict(source.params))
        except ValidationError as error:
            raise ConfigurationError(f"{source.id}.yml: params: {error}") from error
        self._reading = SourceReading(source.expected)

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

    def is_of_family(self, text: str) -> bool:  # noqa: ARG002
        """Whether a first page with neither links nor columns below is an empty list, and not some other page."""
        return True

    def is_subcolumn(self, url: str, at: str) -> bool:  # noqa: ARG002
        """Whether an address that the list page `at` links to can be a column below it."""
        return False

    async def start(self) -> AsyncIterator[Request]:
        """The requests for the first list pages."""
        self.documents.open()
        for url in self.start_urls_of():
            if self._reading.take_new(url):
                yield self._page_request(url, self._reading.open(Column(url)), 1)

    def on_page(self, response: Response, reading: ColumnReading, number: int) -> Iterator[Request]:
        """Record the links of a list page; the requests for its reports, the next page and the columns below."""
        trouble = response_to_trouble(response)
        if trouble is not None:
            self._add_page_trouble(reading, number, trouble)
            return
        try:
            page, below = self._read(response, reading.column, number)
            fresh = reading.take_page(page, number, has_columns=bool(below))
        except PortalChanged as error:
            if number != reading.guessed:
                self._reading.add_problem("changed", reading.column, number, str(error))
            return
        except PortalRefused as error:
            self._reading.add_problem("refused", reading.column, number, str(error))
            return
        wanted = list(self._take_links(page, reading.column))
        if page.links and not fresh and number > 1:
            if number != reading.guessed:
                told = f"{page_name(reading.column, number)} only repeats links of earlier pages"
                self._reading.add_problem("changed", None, None, told)
        elif page.next_url is not None:
            reading.guessed = number + 1 if page.next_is_guess else None
            yield from self._within_limit(page.next_url, reading, number + 1)
        yield from self._open_columns(below)
        # Behind the next page's, whose links are then known before the first of these is asked for.
        yield from wanted

    def on_page_failure(self, failure: Failure) -> None:
        """Record that a list page could not be had."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        self._add_page_trouble(arguments["reading"], arguments["number"], failure_to_trouble(failure))

    def on_error(self, failure: Failure, response: Response) -> None:
        """Record that taking in a page or document failed in an unforeseen way; Scrapy logs the traceback."""
        reason = f"{type(failure.value).__name__}: {failure.getErrorMessage()}"
        arguments = response.request.cb_kwargs if response is not None and response.request else {}
        if "row" in arguments:
            self.documents.record_trouble(arguments["row"], Trouble("failed", reason, response.status))
        else:
            reading = arguments.get("reading")
            self._reading.add_problem("failed", reading and reading.column, arguments.get("number"), reason)

    def closed(self, reason: str) -> None:
        """Record how the list ended; Scrapy calls this last."""
        if reason != "finished":
            self._reading.add_problem("failed", None, None, f"the crawl was stopped: {reason}")
        outcome, why = self._reading.judge()
        listed, left_over = self._reading.listed, self.documents.left_over
        if left_over and why is None:
            why = f"{left_over.total()} documents wait for the next run: {next(iter(left_over))}"
        self.tools.recorder.close_source(
            ListingRow(
                self.source.id,
                outcome,
                why,
                listed=len(listed),
                not_reports=sum(row.outcome == "not_a_report" for row in listed.values()),
                left_over=left_over.total(),
                requests=self.tools.permits.requests[self.source.id],
            )
        )

    def _take_links(self, page: ListPage, column: Column) -> Iterator[Request]:
        """Record the links of a page; the requests for those that no page showed before and that are wanted."""
        for link in page.links:
            key = url_to_key(link.url)
            row = link_to_row(self.source.id, column.hint(link), mixed=self.source.mixed, list_url=column.url)
            known = self._reading.listed.get(key)
            taken = row if known is None else complete_row(known, row)
            if taken == known:
                continue
            self._reading.listed[key] = taken
            self.tools.recorder.add_link(taken)
            if known is None and row.outcome is None and is_wanted(row, self.tools.report_years):
                request = self.documents.request(row)
                if request is not None:
                    yield request

    def _read(self, response: Response, column: Column, number: int) -> tuple[ListPage, list[Column]]:
        """What a list page shows, and the columns that its first one has below it."""
        page = self.read_page(response, number)
        if number > 1 or not isinstance(response, TextResponse):
            return page, []
        below = list(self._read_columns(response, column))
        if not (page.links or page.next_url or below or self.is_of_family(response.text)):
            raise PortalChanged(f"nothing on it is of the family {self.source.family}")
        return page, below

    def _read_columns(self, response: TextResponse, above: Column) -> Iterator[Column]:
        if not isinstance(response, HtmlResponse) or len(above.names) >= self.source.subtrees:
            return iter(())
        with_agencies = self.agencies_below and self.source.agency is None
        return page_to_columns(response, above, self.is_subcolumn, with_agencies=with_agencies)

    def _open_columns(self, columns: Iterable[Column]) -> Iterator[Request]:
        """The requests for the columns that nothing led to before, and that may hold reports of the years asked for."""
        years = self.tools.report_years
        for column in columns:
            if years is not None and column.report_year is not None and column.report_year not in years:
                self._reading.left_out.add(column.url)
            elif self._reading.take_new(column.url):
                yield from self._within_limit(column.url, self._reading.open(column), 1)

    def _within_limit(self, url: str, reading: ColumnReading, number: int) -> Iterator[Request]:
        limit = self.tools.options.pages_maximum
        if self._reading.pages >= limit:
            self._reading.add_problem("changed", None, None, PAGES_EXCEEDED.format(limit))
        else:
            yield self._page_request(url, reading, number)

    def _page_request(self, url: str, reading: ColumnReading, number: int) -> Request:
        self._reading.pages += 1
        return Request(
            url,
            callback=self.on_page,
            errback=self.on_page_failure,
            cb_kwargs={"reading": reading, "number": number},
            priority=_PAGE_PRIORITY,
            dont_filter=True,
        )

    def _add_page_trouble(self, reading: ColumnReading, number: int, trouble: Trouble) -> None:
        if trouble.outcome != "gone" or number != reading.guessed:
            outcome = _TROUBLE_TO_LISTING[trouble.outcome]
            self._reading.add_problem(outcome, reading.column, number, trouble.reason)

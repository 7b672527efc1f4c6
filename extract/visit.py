"""Asking for a source's page for its own sake, whatever its family is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider

from extract.documents import CrawlTools, DocumentFetcher
from extract.ledger_rows import LinkRow, ListingRow
from extract.links import url_to_plain
from extract.source import Source


class VisitSpider(Spider):
    """Archives the page at a source's address as a document, under that address; the ledger tells how that ended."""

    name = "visit"

    def __init__(self, source: Source, tools: CrawlTools, **kwargs: Any) -> None:
        super().__init__(source.id, **kwargs)
        self.source = source
        self.tools = tools

    async def start(self) -> AsyncIterator[Request]:
        """The one request."""
        documents = DocumentFetcher(self.source, self.tools)
        documents.open()
        row = LinkRow(self.source.id, url_to_plain(self.source.url), "", "unknown")
        self.tools.recorder.add_link(row)
        request = documents.visit(row)
        if request is not None:
            yield request

    def closed(self, _reason: str) -> None:
        """Commit what was found; Scrapy calls this last."""
        self.tools.recorder.close_source(ListingRow(self.source.id, "crawled", "its page was asked for", 0, 0))

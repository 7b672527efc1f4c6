"""Asking for the documents that a list links to, and recording what comes back."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from extract.addresses import url_to_refusal
from extract.archive import Archive
from extract.crawl import CrawlOptions
from extract.ledger_rows import FetchOutcome, FetchRow, KnownLink, LinkRow, PartsRow
from extract.ledger_writes import sha256_to_outcome
from extract.links import is_wanted
from extract.page_parts import PagePart, page_to_parts, part_to_row
from extract.recorder import Recorder
from extract.responses import Trouble, failure_to_trouble, response_to_trouble
from extract.source import Source

logger = logging.getLogger("gongkai.crawl")

_HEADER_MAXIMUM = 300
_PART_PRIORITY = 5
"""A page's parts before the next page: a run that is stopped leaves few pages without theirs."""


@dataclass(frozen=True, slots=True)
class CrawlTools:
    """What the spiders of one crawl share."""

    archive: Archive
    recorder: Recorder
    options: CrawlOptions
    report_years: frozenset[int] | None


class DocumentFetcher:
    """Fetches the documents of one source, and with each page its attachments and pictures (`extract.page_parts`).

    An attachment is a document of its own, a picture is read with its page. A document that is archived already is
    asked for with its ETag and Last-Modified. A 304 or the same bytes leave it unchanged; a page that is refused, gone
    or a script challenge leaves its archived bytes current.
    """

    def __init__(self, source: Source, tools: CrawlTools) -> None:
        self._source = source
        self._tools = tools
        self._known: dict[str, KnownLink] = {}
        self._asked: set[str] = set()
        self._counts: Counter[FetchOutcome] = Counter()

    def open(self) -> None:
        """Take from the ledger what earlier runs found."""
        self._known = self._tools.recorder.open_source(self._source.id)

    def request(self, row: LinkRow) -> Request | None:
        """The request for a recorded link, once; None, with a record of why, where it must not be made."""
        if row.url in self._asked or not self._tools.options.fetch_documents:
            return None
        return self._request(row, is_part=False)

    def visit(self, row: LinkRow) -> Request | None:
        """The request for a page without what belongs to it."""
        return self._request(row, is_part=True)

    def record_trouble(self, row: LinkRow, trouble: Trouble) -> None:
        """Record that a document could not be had."""
        self._record(row, trouble.outcome, status=trouble.status, reason=trouble.reason)

    def _request(self, row: LinkRow, *, is_part: bool) -> Request | None:
        self._asked.add(row.url)
        refusal = url_to_refusal(row.url, self._source)
        if refusal is not None:
            self.record_trouble(row, Trouble("refused", refusal))
            return None
        return Request(
            row.url,
            callback=self._on_response,
            errback=self._on_failure,
            headers=self._conditions(row.url),
            cb_kwargs={"row": row, "is_part": is_part},
            priority=_PART_PRIORITY if is_part else 0,
            dont_filter=True,
        )

    def _conditions(self, url: str) -> dict[str, str]:
        known = self._known.get(url)
        if known is None or known.sha256 is None or not self._tools.archive.has(known.sha256):
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}

    def _on_response(self, response: Response, row: LinkRow, *, is_part: bool) -> Iterator[Request]:
        body = self._take_in(response, row)
        if body is not None and not is_part:
            yield from self._part_requests(row, page_to_parts(body, response.url))

    def _take_in(self, response: Response, row: LinkRow) -> bytes | None:
        """Archive and record an answer, and give the document's bytes; None where there are none."""
        known = self._known.get(row.url)
        before = known.sha256 if known else None
        tokens = {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}
        if response.status == 304 and before is not None:
            self._record(row, "unchanged", status=304, sha256=before, **tokens)
            return self._tools.archive.get(before)
        trouble = response_to_trouble(response)
        if trouble is not None:
            self.record_trouble(row, trouble)
            return None
        # The bytes before the row: a kill between them leaves bytes without a row, never a row without bytes.
        sha256 = self._tools.archive.put(response.body)
        self._record(
            row,
            sha256_to_outcome(sha256, before),
            status=response.status,
            sha256=sha256,
            bytes=len(response.body),
            media_type=(_header(response, "Content-Type") or "")[:100] or None,
            **tokens,
        )
        return response.body

    def _part_requests(self, page: LinkRow, parts: list[PagePart]) -> Iterator[Request]:
        """Record what belongs to a page, and ask for what nobody asked for yet."""
        maximum = self._tools.options.parts_maximum
        for part in parts[:maximum]:
            if part.url in self._asked:
                continue
            row = part_to_row(part, page)
            self._tools.recorder.add_link(row)
            if row.outcome is None and is_wanted(row, self._tools.report_years):
                request = self._request(row, is_part=True)
                if request is not None:
                    yield request
        if len(parts) > maximum:
            why = f"its page has {len(parts)} parts, more than {maximum}: it and those after it are not fetched"
            self._tools.recorder.add_link(replace(part_to_row(parts[maximum], page), outcome="refused", reason=why))
        taken = tuple(part.url for part in parts[:maximum])
        self._tools.recorder.add_parts(PartsRow(page.source_id, page.url, taken))

    def _on_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.record_trouble(request.cb_kwargs["row"], failure_to_trouble(failure))

    def _record(self, row: LinkRow, outcome: FetchOutcome, **values: Any) -> None:
        at = datetime.datetime.now(datetime.UTC)
        self._tools.recorder.add_fetch(FetchRow(row.source_id, row.url, at, outcome, **values))
        self._counts[outcome] += 1
        if self._counts.total() % self._tools.options.progress_every == 0:
            told = ", ".join(f"{count} {name}" for name, count in self._counts.items())
            logger.info("%s: %d documents so far (%s)", row.source_id, self._counts.total(), told)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:_HEADER_MAXIMUM] if value else None

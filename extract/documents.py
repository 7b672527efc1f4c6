"""Asking for the documents that a list links to, and recording what comes back."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from extract.addresses import url_to_refusal
from extract.archive import Archive
from extract.crawl import CrawlOptions
from extract.ledger_rows import FetchOutcome, FetchRow, KnownLink, LinkRow
from extract.ledger_writes import sha256_to_outcome
from extract.pace import Pace
from extract.permits import Permits
from extract.recorder import Recorder
from extract.responses import Trouble, failure_to_trouble, response_to_trouble
from extract.source import Source

logger = logging.getLogger("gongkai.crawl")

_HEADER_MAXIMUM = 300
_NEVER_ASKED = 9


@dataclass(frozen=True, slots=True)
class CrawlTools:
    """What the spiders of one crawl share."""

    archive: Archive
    recorder: Recorder
    options: CrawlOptions
    report_years: frozenset[int] | None
    permits: Permits = field(default_factory=lambda: Permits(None, None))
    paces: dict[str, Pace] = field(default_factory=dict)
    """By host."""


class DocumentFetcher:
    """Fetches the documents of one source.

    A document that is archived already is asked for with its ETag and Last-Modified. A 304 or the same bytes leave
    it unchanged; a page that is refused, gone or a script challenge leaves its archived bytes current.
    """

    def __init__(self, source: Source, tools: CrawlTools) -> None:
        self._source = source
        self._tools = tools
        self._known: dict[str, KnownLink] = {}
        self._counts: Counter[FetchOutcome] = Counter()
        self._today = datetime.datetime.now(datetime.UTC)
        self.left_over: Counter[str] = Counter()
        """Documents that wait for the next run, by why."""

    def open(self) -> None:
        """Take from the ledger what earlier runs found."""
        self._known = self._tools.recorder.open_source(self._source.id)

    def request(self, row: LinkRow) -> Request | None:
        """The request for a recorded link; None, with a record of why, where it must not be made."""
        refusal = url_to_refusal(row.url, self._source)
        if refusal is not None:
            self.record_trouble(row, Trouble("refused", refusal))
            return None
        return Request(
            row.url,
            callback=self._on_response,
            errback=self._on_failure,
            headers=self._conditions(row.url),
            cb_kwargs={"row": row},
            priority=self._priority(row.url),
            dont_filter=True,
        )

    def record_trouble(self, row: LinkRow, trouble: Trouble) -> None:
        """Record that a document could not be had; one that is postponed was not asked for, and only counts."""
        if trouble.outcome == "postponed":
            self.left_over[trouble.reason] += 1
            return
        self._record(row, trouble.outcome, status=trouble.status, reason=trouble.reason)

    def _priority(self, url: str) -> int:
        """What was never asked for comes first, then what was not for longest: no budget leaves the same ones out."""
        known = self._known.get(url)
        if known is None or known.asked_at is None:
            return _NEVER_ASKED
        return min((self._today - known.asked_at).days, _NEVER_ASKED - 1)

    def _conditions(self, url: str) -> dict[str, str]:
        known = self._known.get(url)
        if known is None or known.sha256 is None or not self._tools.archive.has(known.sha256):
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in headers.items() if value}

    def _on_response(self, response: Response, row: LinkRow) -> None:
        known = self._known.get(row.url)
        before = known.sha256 if known else None
        tokens = {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}
        if response.status == 304 and before is not None:
            self._record(row, "unchanged", status=304, sha256=before, **tokens)
            return
        trouble = response_to_trouble(response)
        if trouble is not None:
            self.record_trouble(row, trouble)
            return
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

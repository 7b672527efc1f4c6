"""Asking for the documents that a list links to, and recording what comes back."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
from extract.pace import Pace
from extract.page_parts import PagePart, page_to_parts, part_to_row
from extract.permits import Permits
from extract.recorder import Recorder
from extract.responses import Trouble, failure_to_trouble, response_to_trouble
from extract.source import Source

logger = logging.getLogger("gongkai.crawl")

_HEADER_MAXIMUM = 300
_PART_PRIORITY = 10
"""A page's parts before the next page: a run that is stopped leaves few pages without theirs."""
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
    """Fetches the documents of one source, and with each page its attachments and pictures (`extract.page_parts`).

    An attachment is a document of its own, a picture is read with its page. A document that is archived already is
    asked for with its ETag and Last-Modified. A 304 or the same bytes leave it unchanged; a page that is refused, gone
    or a script challenge leaves its archived bytes current.
    """

    def __init__(self, source: Source, tools: CrawlTools) -> None:
        self._source = source
        self._tools = tools
        self._known: dict[str, KnownLink] = {}
        self._known_parts: dict[str, tuple[LinkRow, ...]] = {}
        self._asked: set[str] = set()
        self._counts: Counter[FetchOutcome] = Counter()
        self._today = datetime.datetime.now(datetime.UTC)
        self.left_over: Counter[str] = Counter()
        """Documents that wait for the next run, by why."""

    def open(self) -> None:
        """Take from the ledger what earlier runs found."""
        self._known = self._tools.recorder.open_source(self._source.id)
        self._known_parts = self._tools.recorder.known_parts(self._source.id)

    def request(self, row: LinkRow) -> Request | None:
        """The request for a recorded link, once; None, with a record of why, where it must not be made."""
        if row.url in self._asked or not self._tools.options.fetch_documents:
            return None
        return self._request(row, is_part=False)

    def visit(self, row: LinkRow) -> Request | None:
        """The request for a page without what belongs to it."""
        return self._request(row, is_part=True)

    def record_trouble(self, row: LinkRow, trouble: Trouble) -> None:
        """Record that a document could not be had; one that is postponed was not asked for, and only counts."""
        if trouble.outcome == "postponed":
            self.left_over[trouble.reason] += 1
            return
        self._record(_fetch_row(row, trouble.outcome, status=trouble.status, reason=trouble.reason))

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
            priority=_PART_PRIORITY if is_part else self._priority(row.url),
            dont_filter=True,
        )

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

    def _on_response(self, response: Response, row: LinkRow, *, is_part: bool) -> Iterator[Request]:
        fetched = self._archive_answer(response, row)
        if fetched is None:
            return
        if is_part:
            requests = []
        elif fetched.outcome == "unchanged":
            requests = self._ask_for(self._known_parts.get(row.url, ()))
        else:
            requests = self._take_parts(row, page_to_parts(response.body, response.url))
        # The parts before their page: a kill between them leaves a page that is asked for again, with its parts.
        self._record(fetched)
        yield from requests

    def _archive_answer(self, response: Response, row: LinkRow) -> FetchRow | None:
        """Archive an answer, and give the row that records it; None where there was trouble, which is recorded."""
        known = self._known.get(row.url)
        before = known.sha256 if known else None
        tokens = {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}
        if response.status == 304 and before is not None:
            return _fetch_row(row, "unchanged", status=304, sha256=before, **tokens)
        trouble = response_to_trouble(response)
        if trouble is not None:
            self.record_trouble(row, trouble)
            return None
        # The bytes before the row: a kill between them leaves bytes without a row, never a row without bytes.
        sha256 = self._tools.archive.put(response.body)
        return _fetch_row(
            row,
            sha256_to_outcome(sha256, before),
            status=response.status,
            sha256=sha256,
            bytes=len(response.body),
            media_type=(_header(response, "Content-Type") or "")[:100] or None,
            **tokens,
        )

    def _take_parts(self, page: LinkRow, parts: list[PagePart]) -> list[Request]:
        """Record what belongs to a page, and give the requests for what nobody asked for yet."""
        maximum = self._tools.options.parts_maximum
        rows = [part_to_row(part, page) for part in parts[:maximum]]
        if len(parts) > maximum:
            why = f"its page has {len(parts)} parts, more than {maximum}: it and those after it are not fetched"
            self._tools.recorder.add_link(replace(part_to_row(parts[maximum], page), outcome="refused", reason=why))
        if rows or page.url in self._known_parts:
            for row in rows:
                if row.url not in self._asked:
                    self._tools.recorder.add_link(row)
            self._tools.recorder.add_parts(PartsRow(page.source_id, page.url, tuple(row.url for row in rows)))
        return self._ask_for(rows)

    def _ask_for(self, parts: Iterable[LinkRow]) -> list[Request]:
        """The requests for parts that are wanted and that nobody asked for yet."""
        wanted = [part for part in parts if part.outcome is None and is_wanted(part, self._tools.report_years)]
        requests = [self._request(part, is_part=True) for part in wanted if part.url not in self._asked]
        return [request for request in requests if request is not None]

    def _on_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.record_trouble(request.cb_kwargs["row"], failure_to_trouble(failure))

    def _record(self, row: FetchRow) -> None:
        self._tools.recorder.add_fetch(row)
        self._counts[row.outcome] += 1
        if self._counts.total() % self._tools.options.progress_every == 0:
            told = ", ".join(f"{count} {name}" for name, count in self._counts.items())
            logger.info("%s: %d documents so far (%s)", row.source_id, self._counts.total(), told)


def _fetch_row(row: LinkRow, outcome: FetchOutcome, **values: Any) -> FetchRow:
    return FetchRow(row.source_id, row.url, datetime.datetime.now(datetime.UTC), outcome, **values)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:_HEADER_MAXIMUM] if value else None

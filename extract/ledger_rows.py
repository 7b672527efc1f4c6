"""What goes into the ledger and what comes out of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from extract.titles import Kind

READING_ATTEMPTS = 3
"""How often a document that hits a limit is tried, before only larger limits make it worth another attempt."""

LinkKind = Kind | Literal["picture"]
"""By its title; `picture` for one that a page shows, and that is read with the page and not by itself."""
FetchOutcome = Literal["new", "changed", "unchanged", "refused", "failed", "gone"]
ListingOutcome = Literal["crawled", "refused", "changed", "failed", "postponed"]
"""`postponed`: not read to its end, because the run's budget was spent or the source's hours were over."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as a list shows it; `outcome` and `reason` only where it will not be fetched."""

    source_id: str
    url: str
    title: str
    kind: LinkKind
    published_on: datetime.date | None = None
    report_year: int | None = None
    agency: str | None = None
    outcome: Literal["not_a_report", "refused"] | None = None
    reason: str | None = None
    list_url: str | None = None
    """The list that shows it; None for what belongs to a page."""


@dataclass(frozen=True, slots=True)
class PartsRow:
    """The attachments and pictures of a page as it is now: links of the same source, recorded before this."""

    source_id: str
    url: str
    part_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchRow:
    """How one attempt at a link ended; its link must be recorded before it or with it."""

    source_id: str
    url: str
    at: datetime.datetime
    outcome: FetchOutcome
    status: int | None = None
    reason: str | None = None
    sha256: str | None = None
    bytes: int = 0
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class ListingRow:
    """How reading a source's list ended."""

    source_id: str
    outcome: ListingOutcome
    reason: str | None
    listed: int
    not_reports: int
    left_over: int = 0
    """Links that were to be fetched and wait for the next run."""
    requests: int = 0


@dataclass(frozen=True, slots=True)
class KnownLink:
    """What the ledger knows of a link before it is asked for again."""

    id: int
    sha256: str | None
    etag: str | None
    last_modified: str | None
    asked_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A current document that this version of the extractor has not read, with what its link says of it."""

    sha256: str
    url: str
    source_id: str
    link_title: str
    published_on: datetime.date | None
    report_year: int | None
    media_type: str | None
    fetched_at: datetime.datetime
    agency: str | None
    region_code: str | None


@dataclass(frozen=True, slots=True)
class CurrentDocument:
    """The bytes that an address has now."""

    source_id: str
    url: str | None
    """None for a file that was imported without an address."""
    sha256: str
    since: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class ExtractionRow:
    """How reading a document ended: report, not_a_report, unreadable, refused or failed.

    `failed` says nothing of the document: it could not be had, and it stays pending.
    """

    sha256: str
    extractor_version: str
    outcome: str
    reason: str | None = None
    batch_id: str | None = None
    limit_seconds: float | None = None
    """With `limit_megabytes`: the limits under which reading it was broken off; None where it was not."""
    limit_megabytes: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of a number that a document prints; the printed number stands beside it."""

    sha256: str
    code: str
    applicant: str
    channel: str
    label: str
    verdict: Literal["confirmed", "corrected"]
    value: Decimal | None
    """In the metric's stored unit; None where the reviewer says that there is no number."""
    reviewed_by: str
    reason: str
    locator: str | None = None
    review_id: int | None = None
    """With `reviewed_at`: None until the ledger has it."""
    reviewed_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in counts: of links listed, of links by their last fetch, of documents by how their reading ended."""

    run_id: int
    kind: str
    sources: Mapping[str, int]
    """Sources by how reading their list ended: crawled, refused, changed, failed, postponed."""
    listed: int
    not_reports: int
    """Links that were listed and not fetched, because their title tells that they are no report."""
    left_over: int
    """Links that wait for the next run."""
    fetched: Mapping[FetchOutcome, int]
    """Every outcome is present, 0 where there was none."""
    extracted: Mapping[str, int]
    reasons: Mapping[str, int]
    """`outcome: reason` with how often it occurred, most frequent first."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it stands in the ledger."""

    run_id: int
    kind: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    """None while it runs, or if it was killed."""
    summary: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A list, link or document that did not end well in a run, and why."""

    what: Literal["source", "link", "document"]
    source_id: str | None
    name: str
    """The address of the list, the link or the document; of a file imported without one, the file's name."""
    outcome: str
    reason: str | None
    sha256: str | None = None
    """Of a document."""


@dataclass(frozen=True, slots=True)
class LastCrawl:
    """How a source was last crawled, and when it last went well."""

    source_id: str
    run_id: int
    at: datetime.datetime
    outcome: ListingOutcome
    reason: str | None
    listed: int
    left_over: int
    """Links that were to be fetched and wait for the next run."""
    last_good_at: datetime.datetime | None
    documents: int
    """Links of it whose bytes are archived."""
    failed: int
    """Links of it that could not be had when last asked for."""


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that could not be had or read when last tried."""

    source: str
    step: Literal["fetching", "reading"]
    outcome: str
    document: str
    """Its address; of a file imported without one, the file's name."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class FailureKind:
    """How many links of a source failed in one way."""

    source: str
    outcome: str
    reason: str | None
    links: int


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file imported by hand, and how it was read."""

    file: str
    imported: datetime.datetime
    read: str
    agency: str | None
    year: int | None
    url: str | None

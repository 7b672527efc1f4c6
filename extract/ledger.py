"""The ledger: what was asked of which portal, what came back, and how each document was read."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy import insert, or_, select, update

from extract import ledger_pending, ledger_reports, ledger_standing, ledger_writes
from extract.ledger_rows import (
    CurrentDocument,
    ExtractionRow,
    FailedDocument,
    Failure,
    FailureKind,
    FetchRow,
    ImportedFile,
    KnownLink,
    LastCrawl,
    LinkRow,
    ListingRow,
    PartsRow,
    PendingDocument,
    Review,
    RunRow,
    RunSummary,
)
from extract.ledger_schema import IMPORT_SOURCE, link, open_engine, part, run
from extract.ledger_snapshots import SNAPSHOTS
from extract.ledger_writes import LinkIds
from extract.source import Source


class Ledger:
    """A ledger at an SQLAlchemy address, made if it does not exist; each method is one transaction.

    Raises `ConfigurationError` for an address that is wrong. Several processes may use one ledger at once.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give back the database connections."""
        self._engine.dispose()

    def open_run(self, kind: str, parameters: Mapping[str, Any]) -> int:
        """Begin a run (`nightly_crawl`, `import` …) and return its number; `parameters` must fit into JSON."""
        row = {"kind": kind, "parameters": dict(parameters), "started_at": _now()}
        with self._engine.begin() as connection:
            return int(connection.execute(insert(run).values(row).returning(run.c.id)).scalar_one())

    def close_run(self, run_id: int, summary: Mapping[str, Any]) -> None:
        """End a run with what its caller has to say about it; `summary` must fit into JSON."""
        with self._engine.begin() as connection:
            connection.execute(update(run).where(run.c.id == run_id).values(ended_at=_now(), summary=dict(summary)))

    def register_sources(self, sources: Iterable[Source]) -> None:
        """Take over what the catalogue says of these sources."""
        rows = [
            {name: getattr(entry, name) for name in ("id", "family", "url", "agency", "region_code")}
            for entry in sources
        ]
        with self._engine.begin() as connection:
            ledger_writes.register(connection, rows)

    def known_links(self, source_id: str) -> dict[str, KnownLink]:
        """All links of a source by URL."""
        columns = (link.c.url, link.c.id, link.c.sha256, link.c.etag, link.c.last_modified, link.c.asked_at)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(link.c.source_id == source_id))
            return {row.url: KnownLink(row.id, row.sha256, row.etag, row.last_modified, row.asked_at) for row in rows}

    def known_parts(self, source_id: str) -> dict[str, tuple[LinkRow, ...]]:
        """What belongs to the pages of a source, by the page's URL, without what is not fetched for its title."""
        page, own = link.alias("page"), link.c
        columns = (own.url, own.title, own.kind, own.published_on, own.report_year, own.agency)
        joined = part.join(page, part.c.page_id == page.c.id).join(link, part.c.link_id == own.id)
        statement = select(page.c.url.label("page_url"), *columns).select_from(joined)
        statement = statement.where(page.c.source_id == source_id)
        statement = statement.where(or_(own.outcome.is_(None), own.outcome != "not_a_report"))
        found: dict[str, tuple[LinkRow, ...]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(statement.order_by(part.c.link_id)):
                values = row._mapping
                known = LinkRow(source_id, **{column.name: values[column] for column in columns})
                found[row.page_url] = (*found.get(row.page_url, ()), known)
        return found

    def record_crawl(
        self,
        run_id: int,
        links: Sequence[LinkRow],
        fetches: Sequence[FetchRow],
        ids: LinkIds,
        parts: Sequence[PartsRow] = (),
    ) -> None:
        """Record links, then the parts of pages, then fetches, all or none.

        `ids` maps (source id, URL) to the numbers of links known so far, and is extended; the link of each fetch and
        part must be in it or among `links`.
        """
        with self._engine.begin() as connection:
            if links:
                ids.update(ledger_writes.upsert_links(connection, links, _now()))
            if parts:
                ledger_writes.put_parts(connection, parts, ids)
            if fetches:
                ledger_writes.add_fetches(connection, run_id, fetches, ids)

    def record_left_behind(self, run_id: int, fetches: Sequence[FetchRow]) -> int:
        """Record the fetches of a run that was killed, those excepted that are recorded already; gives their number."""
        with self._engine.begin() as connection:
            return ledger_writes.add_left_behind(connection, run_id, fetches)

    def record_listing(self, run_id: int, row: ListingRow) -> None:
        """Record how reading a source's list ended; the last word of a run counts."""
        with self._engine.begin() as connection:
            ledger_writes.put_listing(connection, run_id, row, _now())

    def requests_made(self, run_id: int) -> int:
        """How many requests the crawls of a run have made so far."""
        with self._engine.connect() as connection:
            return ledger_reports.requests_made(connection, run_id)

    def record_extractions(self, run_id: int, rows: Sequence[ExtractionRow]) -> None:
        """Record how documents were read, in one transaction; a second word on the same document replaces the first."""
        if not rows:
            return
        with self._engine.begin() as connection:
            ledger_writes.put_extractions(connection, run_id, rows, _now())

    def forget_lost_batches(self, extractor_version: str, staged: Collection[str]) -> int:
        """Call unread what this version has read into batches that are no longer `staged`; gives how many documents."""
        with self._engine.begin() as connection:
            return ledger_writes.forget_lost_batches(connection, extractor_version, staged)

    def import_file(
        self,
        run_id: int,
        sha256: str,
        size: int,
        *,
        name: str,
        url: str | None = None,
        agency: str | None = None,
        region_code: str | None = None,
        report_year: int | None = None,
        media_type: str | None = None,
    ) -> int:
        """Record a file fetched by hand, whose bytes are archived already, as a link of the source `Import`.

        `name` stands for its title; without a URL its address is `urn:sha256:…`. Returns the number of its link.
        """
        address = url or f"urn:sha256:{sha256}"
        row = LinkRow(IMPORT_SOURCE, address, name, "report", report_year=report_year, agency=agency)
        with self._engine.begin() as connection:
            ledger_writes.register(connection, [{"id": IMPORT_SOURCE, "family": "import", "url": ""}])
            ids = ledger_writes.upsert_links(connection, [row], _now())
            number = ids[IMPORT_SOURCE, address]
            before: str | None = connection.execute(select(link.c.sha256).where(link.c.id == number)).scalar_one()
            outcome = ledger_writes.sha256_to_outcome(sha256, before)
            done = FetchRow(IMPORT_SOURCE, address, _now(), outcome, None, None, sha256, size, media_type)
            ledger_writes.add_fetches(connection, run_id, [done], ids)
            if region_code is not None:
                connection.execute(update(link).where(link.c.id == number).values(region_code=region_code))
        return number

    def pending_documents(
        self,
        extractor_version: str,
        *,
        source_ids: Iterable[str] | None = None,
        report_years: Iterable[int] | None = None,
        sha256s: Iterable[str] | None = None,
        limits: tuple[float, int] | None = None,
        again: bool = True,
    ) -> list[PendingDocument]:
        """Current documents of links that may be reports and that this version has not read, each sha256 once.

        One that could not be had or that hit a limit is offered again, the latter three times, and once more when
        `limits` (seconds, megabytes) are larger than those it hit; so is a page of which a picture came or changed
        since. `report_years` keeps the links whose title says such a year or none, `sha256s` (some hundreds at most)
        these documents. Without `again`, what another version has read is left out. In order of source and link.
        """
        with self._engine.connect() as connection:
            return ledger_pending.pending_documents(
                connection, extractor_version, source_ids, report_years, sha256s, limits=limits, again=again
            )

    def listed_links(self, source_id: str) -> list[LinkRow]:
        """The links of a source as its list shows them, in the order in which they were first seen."""
        with self._engine.connect() as connection:
            return ledger_reports.listed_links(connection, source_id)

    def page_pictures(self, documents: Sequence[PendingDocument]) -> dict[tuple[str, str], dict[str, str]]:
        """The archived pictures of pages, address and sha256 by the page's source id and address; some hundreds."""
        with self._engine.connect() as connection:
            return ledger_reports.page_pictures(connection, [document.url for document in documents])

    def current_documents(self) -> Iterator[CurrentDocument]:
        """The bytes that each link has now and since when; in order of source and link."""
        with self._engine.connect() as connection:
            yield from ledger_reports.current_documents(connection)

    def snapshot(self, name: str) -> Iterator[Mapping[str, Any]]:
        """The rows of one of `ledger_snapshots.SNAPSHOTS`, one by one; nothing else may use this thread's ledger."""
        with self._engine.connect() as connection:
            yield from SNAPSHOTS[name](connection)

    def add_review(self, review: Review) -> int:
        """Record what a person says of a number, and give the review's number; what was said before stays."""
        with self._engine.begin() as connection:
            return ledger_writes.add_review(connection, review, _now())

    def reviews(self) -> list[Review]:
        """All reviews, superseded ones included, in the order in which they were made."""
        with self._engine.connect() as connection:
            return list(ledger_reports.reviews(connection))

    def failed_documents(self, limit: int) -> tuple[list[FailedDocument], int]:
        """The first documents that could not be had or read when last tried, and how many there are."""
        with self._engine.connect() as connection:
            return ledger_standing.failed_documents(connection, limit)

    def failures_by_kind(self, limit: int) -> tuple[list[FailureKind], int]:
        """How often each source's links failed in which way when last tried, and how many ways there are."""
        with self._engine.connect() as connection:
            return ledger_standing.failures_by_kind(connection, limit)

    def imported_files(self, limit: int) -> tuple[list[ImportedFile], int]:
        """The last files imported by hand with how they were read, and how many there are."""
        with self._engine.connect() as connection:
            return ledger_standing.imported_files(connection, limit)

    def listings(self, run_id: int) -> dict[str, tuple[ListingRow, dict[str, int]]]:
        """By source: how its list ended in a run, and its links by the outcome of their last fetch in it."""
        with self._engine.connect() as connection:
            return ledger_reports.listings(connection, run_id)

    def run_summary(self, run_id: int) -> RunSummary:
        """A run in counts and reasons; raises `KeyError` where there is no such run."""
        with self._engine.connect() as connection:
            return ledger_reports.run_summary(connection, run_id)

    def last_runs(self, count: int) -> list[RunRow]:
        """The last runs, the newest first, also those that did not end."""
        with self._engine.connect() as connection:
            return ledger_reports.last_runs(connection, count)

    def read_by_others(self, extractor_version: str) -> int:
        """How many current documents only other versions of the extractor have read."""
        with self._engine.connect() as connection:
            return ledger_pending.read_by_others(connection, extractor_version)

    def failures(self, run_id: int) -> list[Failure]:
        """Every list, link and document of a run that did not end well, with its reason."""
        with self._engine.connect() as connection:
            return ledger_reports.failures(connection, run_id)

    def last_crawls(self) -> list[LastCrawl]:
        """For each source that was ever crawled, its latest crawl."""
        with self._engine.connect() as connection:
            return ledger_reports.last_crawls(connection)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)

"""Questions to the ledger: what is still to read, and how a run or a source went."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import get_args

from sqlalchemy import ColumnElement, Connection, Row, and_, case, exists, func, not_, null, or_, select

from extract.ledger_rows import (
    READING_ATTEMPTS,
    CurrentDocument,
    Failure,
    FetchOutcome,
    LastCrawl,
    LinkRow,
    ListingRow,
    PendingDocument,
    Review,
    RunRow,
    RunSummary,
)
from extract.ledger_schema import extraction, fetch, link, listing, part, review, run, source

BAD_FETCHES = ("refused", "failed", "gone")


def pending_documents(
    connection: Connection,
    extractor_version: str,
    source_ids: Iterable[str] | None,
    report_years: Iterable[int] | None,
    sha256s: Iterable[str] | None,
    *,
    limits: tuple[float, int] | None = None,
    again: bool = True,
) -> list[PendingDocument]:
    """See `Ledger.pending_documents`."""
    is_read = and_(extraction.c.sha256 == link.c.sha256, extraction.c.extractor_version == extractor_version)
    columns = (
        link.c.sha256,
        link.c.url,
        link.c.source_id,
        link.c.title.label("link_title"),
        link.c.published_on,
        link.c.report_year,
        link.c.media_type,
        link.c.fetched_at,
        func.coalesce(link.c.agency, source.c.agency).label("agency"),
        func.coalesce(link.c.region_code, source.c.region_code).label("region_code"),
    )
    query = (
        select(*columns)
        .join(source, source.c.id == link.c.source_id)
        .outerjoin(extraction, is_read)
        .where(
            link.c.sha256.is_not(None),
            link.c.kind.not_in(("other", "picture")),
            or_(_is_unsettled(limits), _has_newer_picture()),
        )
        # Of several links to the same bytes, the one whose title says most comes first.
        .order_by(case((link.c.kind == "report", 0), else_=1), link.c.source_id, link.c.id)
    )
    if not again:
        query = query.where(or_(extraction.c.sha256.is_not(None), not_(_is_read_by_another(extractor_version))))
    if source_ids is not None:
        query = query.where(link.c.source_id.in_(list(source_ids)))
    if report_years is not None:
        query = query.where(or_(link.c.report_year.in_(list(report_years)), link.c.report_year.is_(None)))
    if sha256s is not None:
        query = query.where(link.c.sha256.in_(list(sha256s)))
    documents: dict[str, PendingDocument] = {}
    for row in connection.execute(query):
        documents.setdefault(row.sha256, PendingDocument(**row._asdict()))
    return list(documents.values())


def listed_links(connection: Connection, source_id: str) -> list[LinkRow]:
    """See `Ledger.listed_links`."""
    columns = [link.c[field.name] for field in dataclasses.fields(LinkRow)]
    query = select(*columns).where(link.c.source_id == source_id).order_by(link.c.id)
    return [LinkRow(**row._asdict()) for row in connection.execute(query)]


def page_pictures(connection: Connection, urls: Iterable[str]) -> dict[tuple[str, str], dict[str, str]]:
    """See `Ledger.page_pictures`."""
    picture = link.alias()
    query = (
        select(link.c.source_id, link.c.url, picture.c.url.label("picture_url"), picture.c.sha256)
        .join(part, part.c.page_id == link.c.id)
        .join(picture, picture.c.id == part.c.link_id)
        .where(link.c.url.in_(list(urls)), picture.c.kind == "picture", picture.c.sha256.is_not(None))
        .order_by(link.c.id, picture.c.id)
    )
    pictures: dict[tuple[str, str], dict[str, str]] = {}
    for row in connection.execute(query):
        pictures.setdefault((row.source_id, row.url), {})[row.picture_url] = row.sha256
    return pictures


def current_documents(connection: Connection) -> Iterator[CurrentDocument]:
    """See `Ledger.current_documents`."""
    # A file that was imported without an address is known by its sha256 alone.
    url = case((link.c.url.startswith("urn:"), null()), else_=link.c.url)
    query = (
        select(link.c.source_id, url.label("url"), link.c.sha256, link.c.fetched_at.label("since"))
        .where(link.c.sha256.is_not(None), link.c.kind != "picture")
        .order_by(link.c.source_id, link.c.id)
        .execution_options(yield_per=10_000)
    )
    for row in connection.execute(query):
        yield CurrentDocument(**row._asdict())


def reviews(connection: Connection) -> Iterator[Review]:
    """See `Ledger.reviews`."""
    for row in connection.execute(select(review).order_by(review.c.id)):
        values = {**row._mapping, "review_id": row.id, "value": None if row.value is None else Decimal(row.value)}
        del values["id"]
        yield Review(**values)


def _has_newer_picture() -> ColumnElement[bool]:
    """A picture of the page came, or came anew, after the page was read (outer join of `extraction`)."""
    picture = link.alias()
    belongs = and_(part.c.page_id == link.c.id, part.c.link_id == picture.c.id, picture.c.kind == "picture")
    return exists().where(belongs, picture.c.fetched_at > extraction.c.at).correlate(link, extraction)


def _is_unsettled(limits: tuple[float, int] | None) -> ColumnElement[bool]:
    """Not read, not had, or broken off at a limit that a further attempt may not hit (outer join of `extraction`)."""
    row = extraction.c
    tries_left = and_(row.limit_seconds.is_not(None), row.attempts < READING_ATTEMPTS)
    pending = or_(row.sha256.is_(None), row.outcome == "failed", tries_left)
    if limits is None:
        return pending
    seconds, megabytes = limits
    return or_(pending, row.limit_seconds < seconds, row.limit_megabytes < megabytes)


def _is_read_by_another(extractor_version: str) -> ColumnElement[bool]:
    """Another version has read the document, and hit no limit."""
    other = extraction.alias()
    settled = and_(other.c.outcome != "failed", other.c.limit_seconds.is_(None))
    return (
        exists()
        .where(other.c.sha256 == link.c.sha256, other.c.extractor_version != extractor_version, settled)
        .correlate(link)
    )


def listings(connection: Connection, run_id: int) -> dict[str, tuple[ListingRow, dict[str, int]]]:
    """See `Ledger.listings`."""
    counts: dict[str, dict[str, int]] = {}
    for row in _last_fetches(connection, run_id):
        outcomes = counts.setdefault(row.source_id, {})
        outcomes[row.outcome] = outcomes.get(row.outcome, 0) + 1
    columns = (
        listing.c.source_id,
        listing.c.outcome,
        listing.c.reason,
        listing.c.listed,
        listing.c.not_reports,
        func.coalesce(listing.c.left_over, 0).label("left_over"),
        func.coalesce(listing.c.requests, 0).label("requests"),
    )
    rows = connection.execute(select(*columns).where(listing.c.run_id == run_id).order_by(listing.c.source_id))
    return {row.source_id: (ListingRow(**row._asdict()), counts.get(row.source_id, {})) for row in rows}


def requests_made(connection: Connection, run_id: int) -> int:
    """See `Ledger.requests_made`."""
    made = select(func.coalesce(func.sum(listing.c.requests), 0)).where(listing.c.run_id == run_id)
    return int(connection.execute(made).scalar_one())


def run_summary(connection: Connection, run_id: int) -> RunSummary:
    """See `Ledger.run_summary`."""
    kind = connection.execute(select(run.c.kind).where(run.c.id == run_id)).scalar_one_or_none()
    if kind is None:
        raise KeyError(f"the ledger has no run {run_id}")
    lists = [row for row, _ in listings(connection, run_id).values()]
    fetches = _last_fetches(connection, run_id)
    extractions = _extractions(connection, run_id)
    fetched = Counter(row.outcome for row in fetches)
    ended = [*lists, *fetches, *extractions]
    reasons = Counter(f"{row.outcome}: {row.reason}" for row in ended if row.reason is not None)
    return RunSummary(
        run_id=run_id,
        kind=kind,
        sources=dict(Counter(row.outcome for row in lists)),
        listed=sum(row.listed for row in lists),
        not_reports=sum(row.not_reports for row in lists),
        left_over=sum(row.left_over for row in lists),
        fetched={outcome: fetched[outcome] for outcome in get_args(FetchOutcome)},
        extracted=dict(Counter(row.outcome for row in extractions)),
        reasons=dict(reasons.most_common()),
    )


def last_runs(connection: Connection, count: int) -> list[RunRow]:
    """See `Ledger.last_runs`."""
    columns = (run.c.id.label("run_id"), run.c.kind, run.c.started_at, run.c.ended_at, run.c.summary)
    query = select(*columns).order_by(run.c.id.desc()).limit(count)
    return [RunRow(**row._asdict()) for row in connection.execute(query)]


def read_by_others(connection: Connection, extractor_version: str) -> int:
    """See `Ledger.read_by_others`."""
    own = extraction.alias()
    is_read = exists().where(own.c.sha256 == link.c.sha256, own.c.extractor_version == extractor_version)
    query = select(func.count(link.c.sha256.distinct())).where(
        link.c.kind.not_in(("other", "picture")), not_(is_read), _is_read_by_another(extractor_version)
    )
    return int(connection.execute(query).scalar_one())


def failures(connection: Connection, run_id: int) -> list[Failure]:
    """See `Ledger.failures`."""
    urls: dict[str, str] = {row.id: row.url for row in connection.execute(select(source.c.id, source.c.url))}
    found = [
        Failure("source", row.source_id, urls[row.source_id], row.outcome, row.reason)
        for row, _ in listings(connection, run_id).values()
        if row.outcome not in {"crawled", "postponed"}
    ]
    found += [
        Failure("link", row.source_id, row.url, row.outcome, row.reason)
        for row in _last_fetches(connection, run_id)
        if row.outcome in BAD_FETCHES
    ]
    found += [
        Failure("document", row.source_id, row.name, row.outcome, row.reason, row.sha256)
        for row in _extractions(connection, run_id)
        if row.outcome not in {"report", "not_a_report"}
    ]
    return found


def last_crawls(connection: Connection) -> list[LastCrawl]:
    """See `Ledger.last_crawls`."""
    latest = select(listing.c.source_id, func.max(listing.c.run_id).label("run_id")).group_by(listing.c.source_id)
    newest = latest.subquery()
    documents = (
        select(
            link.c.source_id,
            func.count(link.c.sha256).label("documents"),
            func.sum(case((link.c.outcome == "failed", 1), else_=0)).label("failed"),
        )
        .group_by(link.c.source_id)
        .subquery()
    )
    query = (
        select(
            listing.c.source_id,
            listing.c.run_id,
            listing.c.at,
            listing.c.outcome,
            listing.c.reason,
            listing.c.listed,
            func.coalesce(listing.c.left_over, 0).label("left_over"),
            source.c.last_good_at,
            func.coalesce(documents.c.documents, 0).label("documents"),
            func.coalesce(documents.c.failed, 0).label("failed"),
        )
        .join(newest, and_(newest.c.source_id == listing.c.source_id, newest.c.run_id == listing.c.run_id))
        .join(source, source.c.id == listing.c.source_id)
        .outerjoin(documents, documents.c.source_id == listing.c.source_id)
        .order_by(listing.c.source_id)
    )
    return [LastCrawl(**row._asdict()) for row in connection.execute(query)]


def _last_fetches(connection: Connection, run_id: int) -> list[Row[tuple[str, str, str, str | None]]]:
    """For each link fetched in a run (source_id, url, outcome, reason) of the last attempt."""
    last = select(func.max(fetch.c.id)).where(fetch.c.run_id == run_id).group_by(fetch.c.link_id)
    query = (
        select(link.c.source_id, link.c.url, fetch.c.outcome, fetch.c.reason)
        .join(link, link.c.id == fetch.c.link_id)
        .where(fetch.c.id.in_(last))
        .order_by(fetch.c.id)
    )
    return list(connection.execute(query).all())


def _extractions(connection: Connection, run_id: int) -> list[Row[tuple[str, str, str | None, str | None, str]]]:
    """For each document read in a run (sha256, outcome, reason, source_id, name), by the first link that has it."""
    copies = link.alias()
    first = select(func.min(copies.c.id)).where(copies.c.sha256 == extraction.c.sha256).scalar_subquery()
    # A file without an address is known by its name, which stands for its title.
    name = case((link.c.url.startswith("urn:"), link.c.title), else_=func.coalesce(link.c.url, extraction.c.sha256))
    columns = (extraction.c.sha256, extraction.c.outcome, extraction.c.reason, link.c.source_id, name.label("name"))
    query = (
        select(*columns)
        .select_from(extraction.outerjoin(link, link.c.id == first))
        .where(extraction.c.run_id == run_id)
        .order_by(extraction.c.sha256)
    )
    return list(connection.execute(query).all())

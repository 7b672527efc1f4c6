"""Questions to the ledger: what links have, and how a run or a source went."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import get_args

from sqlalchemy import Connection, Row, and_, case, func, null, select

from extract.ledger_rows import (
    CurrentDocument,
    Failure,
    FetchOutcome,
    LastCrawl,
    LinkRow,
    ListingRow,
    Review,
    RunRow,
    RunSummary,
)
from extract.ledger_schema import extraction, fetch, link, listing, part, review, run, source

BAD_FETCHES = ("refused", "failed", "gone")


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

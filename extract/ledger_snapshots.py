"""What the ledger knows today, as rows for the warehouse: one generator of rows per table, by the table's name.

Rows are mappings by column of the table of that name in `load/schema/`; they come out one by one, be there a million.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, null, select

from extract import ledger_reports
from extract.ledger_rows import CurrentDocument
from extract.ledger_schema import link, listing, part, run, source

Row = Mapping[str, Any]
_ROWS_AT_ONCE = 10_000


def current_documents(connection: Connection) -> Iterator[Row]:
    """The bytes that each link has now and since when."""
    names = [field.name for field in dataclasses.fields(CurrentDocument)]
    # Not `dataclasses.asdict`, which copies deeply: there are as many as links.
    for document in ledger_reports.current_documents(connection):
        yield {name: getattr(document, name) for name in names}


def links(connection: Connection) -> Iterator[Row]:
    """Every link but a page's pictures, which are read with the page."""
    whole_lists = _last_whole_lists(connection)
    # A file that was imported without an address is known by its sha256 alone.
    url = case((link.c.url.startswith("urn:"), null()), else_=link.c.url)
    kept = ("title", "list_url", "kind", "report_year", "published_on", "first_seen", "last_seen", "outcome", "status")
    query = (
        select(
            link.c.id.label("link_id"),
            link.c.source_id,
            url.label("url"),
            func.coalesce(link.c.agency, source.c.agency).label("agency"),
            exists().where(part.c.link_id == link.c.id).label("is_attachment"),
            *(link.c[name] for name in (*kept, "reason", "asked_at", "sha256", "fetched_at")),
        )
        .join(source, source.c.id == link.c.source_id)
        .where(link.c.kind != "picture")
        .order_by(link.c.source_id, link.c.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in connection.execute(query):
        began = whole_lists.get(row.source_id)
        is_listed = row.is_attachment or began is None or row.last_seen >= began
        yield row._asdict() | {"is_attachment": bool(row.is_attachment), "is_listed": is_listed}


def crawl_runs(connection: Connection) -> Iterator[Row]:
    """Every run with what it was asked to do and, once it has ended, its counts."""
    for row in connection.execute(select(run).order_by(run.c.id).execution_options(yield_per=_ROWS_AT_ONCE)):
        yield {
            "run_id": row.id,
            "kind": row.kind,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "sources": row.parameters.get("sources", []),
            "report_years": row.parameters.get("report_years", []),
            **_summary_to_counts(row.summary or {}),
        }


def last_crawls(connection: Connection) -> Iterator[Row]:
    """Every source that the ledger knows, with its latest crawl if there was one."""
    latest = select(listing.c.source_id, func.max(listing.c.run_id).label("run_id")).group_by(listing.c.source_id)
    newest = latest.subquery()
    query = (
        select(
            source.c.id.label("source_id"),
            *(source.c[name] for name in ("family", "url", "agency", "region_code", "last_good_at")),
            *(listing.c[name] for name in ("run_id", "outcome", "reason", "listed", "left_over")),
            listing.c.at.label("crawled_at"),
        )
        .outerjoin(newest, newest.c.source_id == source.c.id)
        .outerjoin(listing, and_(listing.c.source_id == source.c.id, listing.c.run_id == newest.c.run_id))
        .order_by(source.c.id)
    )
    for row in connection.execute(query):
        yield row._asdict()


def reviews(connection: Connection) -> Iterator[Row]:
    """Every review, superseded ones included, in the order in which they were made."""
    yield from map(dataclasses.asdict, ledger_reports.reviews(connection))


SNAPSHOTS: Mapping[str, Callable[[Connection], Iterator[Row]]] = {
    "current_document": current_documents,
    "link": links,
    "crawl_run": crawl_runs,
    "last_crawl": last_crawls,
    "review": reviews,
}
"""A further table of the ledger's facts is a row here, and its columns in `load/schema/`."""


def _last_whole_lists(connection: Connection) -> dict[str, datetime.datetime]:
    """By source when its last good crawl began, unless that asked for some years alone: it left columns out then."""
    query = select(source.c.id, run.c.started_at, run.c.parameters).join(run, run.c.id == source.c.last_good_run_id)
    return {row.id: row.started_at for row in connection.execute(query) if not row.parameters.get("report_years")}


def _summary_to_counts(summary: Mapping[str, Any]) -> dict[str, int | None]:
    """The counts of a run's summary (`RunSummary`); all None where the run has none.

    >>> _summary_to_counts({"sources": {"crawled": 3, "failed": 1}, "fetched": {"new": 5}})["sources_not_crawled"]
    1
    """
    sources, fetched, extracted = (summary.get(name) for name in ("sources", "fetched", "extracted"))
    crawled = None if sources is None else sources.get("crawled", 0)
    outcomes = ("new", "changed", "unchanged", "refused", "failed", "gone")
    return {
        "sources_crawled": crawled,
        "sources_not_crawled": None if sources is None else sum(sources.values()) - crawled,
        **{name: summary.get(name) for name in ("listed", "not_reports", "left_over")},
        **{f"fetched_{outcome}": None if fetched is None else fetched.get(outcome, 0) for outcome in outcomes},
        "documents_read": None if extracted is None else sum(extracted.values()),
        "reports_read": None if extracted is None else extracted.get("report", 0),
    }

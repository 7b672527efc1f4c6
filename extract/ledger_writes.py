"""The statements that write the ledger, each within the caller's transaction."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, Update, and_, bindparam, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from extract.ledger_rows import ExtractionRow, FetchOutcome, FetchRow, LinkRow, ListingRow, PartsRow, Review
from extract.ledger_schema import extraction, fetch, link, listing, part, review, source

LinkIds = dict[tuple[str, str], int]
"""The number of a link by its source's id and its URL."""

_LINK_FIELDS = tuple(field.name for field in dataclasses.fields(LinkRow))
_FETCH_FIELDS = tuple(field.name for field in dataclasses.fields(FetchRow))
_FETCH_COLUMNS = tuple(column.name for column in fetch.columns if column.name != "id")
_BYTES_COLUMNS = (
    "outcome",
    "status",
    "reason",
    "sha256",
    "media_type",
    "fetched_at",
    "asked_at",
    "etag",
    "last_modified",
)
_EXTRACTION_COLUMNS = ("run_id", "outcome", "reason", "batch_id", "at", "limit_seconds", "limit_megabytes")
_OUTCOME_COLUMNS = ("outcome", "status", "reason", "asked_at", "etag", "last_modified")
_LISTING_COLUMNS = ("outcome", "reason", "listed", "not_reports", "left_over", "requests", "at")


def _update_link(columns: Sequence[str], kept: Sequence[str] = ()) -> Update:
    """An update by `new_{column}` of the link `key`; of `kept` columns only to values that are not null."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    values |= {name: func.coalesce(values[name], link.c[name]) for name in kept}
    return update(link).where(link.c.id == bindparam("key")).values(values)


_NEW_BYTES = _update_link(_BYTES_COLUMNS)
_SAME_BYTES = _update_link(_OUTCOME_COLUMNS, kept=("etag", "last_modified"))


def register(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or update rows of `source`."""
    if not rows:
        return
    statement = _insert(connection, source)
    changes = {name: statement.excluded[name] for name in ("family", "url", "agency", "region_code")}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes), rows)


def upsert_links(connection: Connection, rows: Sequence[LinkRow], at: datetime.datetime) -> LinkIds:
    """Insert links or show them again, and give their numbers; what the list no longer says is kept."""
    # A statement may touch a row once: of a link listed twice the last showing counts.
    latest = {(row.source_id, row.url): row for row in rows}
    values = [{**_row_to_values(row, _LINK_FIELDS), "first_seen": at, "last_seen": at} for row in latest.values()]
    statement = _insert(connection, link)
    shown = statement.excluded
    changes = {name: shown[name] for name in ("title", "report_year", "kind", "last_seen")}
    changes |= {name: func.coalesce(shown[name], link.c[name]) for name in ("published_on", "agency", "outcome")}
    changes["list_url"] = func.coalesce(link.c.list_url, shown.list_url)
    changes["reason"] = case((shown.outcome.is_not(None), shown.reason), else_=link.c.reason)
    statement = statement.on_conflict_do_update(index_elements=["source_id", "url"], set_=changes)
    found = connection.execute(statement.returning(link.c.source_id, link.c.url, link.c.id), values)
    return {(row.source_id, row.url): row.id for row in found}


def put_parts(connection: Connection, rows: Sequence[PartsRow], ids: LinkIds) -> None:
    """Replace what is known of the parts of these pages."""
    pages = {ids[row.source_id, row.url]: {ids[row.source_id, url] for url in row.part_urls} for row in rows}
    connection.execute(delete(part).where(part.c.page_id.in_(pages)))
    values = [{"page_id": page, "link_id": belonging} for page, found in pages.items() for belonging in sorted(found)]
    if values:
        connection.execute(insert(part), values)


def add_fetches(connection: Connection, run_id: int, rows: Sequence[FetchRow], ids: LinkIds) -> None:
    """Add rows to `fetch`, and bring their links to the state that they tell; in order of time."""
    values = [
        {
            **_row_to_values(row, _FETCH_FIELDS),
            "run_id": run_id,
            "link_id": ids[row.source_id, row.url],
            "fetched_at": row.at,
            "asked_at": row.at,
        }
        for row in rows
    ]
    connection.execute(insert(fetch), [{name: attempt[name] for name in _FETCH_COLUMNS} for attempt in values])
    for is_new, group in itertools.groupby(values, lambda attempt: attempt["outcome"] in {"new", "changed"}):
        statement, columns = (_NEW_BYTES, _BYTES_COLUMNS) if is_new else (_SAME_BYTES, _OUTCOME_COLUMNS)
        changes = [
            {"key": attempt["link_id"], **{f"new_{name}": attempt[name] for name in columns}} for attempt in group
        ]
        connection.execute(statement, changes)


def add_left_behind(connection: Connection, run_id: int, rows: Sequence[FetchRow]) -> int:
    """Add those of a killed run's fetches that were not committed; gives how many that were."""
    if not rows:
        return 0
    sources = sorted({row.source_id for row in rows})
    numbers = connection.execute(select(link.c.source_id, link.c.url, link.c.id).where(link.c.source_id.in_(sources)))
    ids = {(row.source_id, row.url): row.id for row in numbers}
    done = {(row.link_id, row.at) for row in connection.execute(select(fetch).where(fetch.c.run_id == run_id))}
    left = [row for row in rows if (ids[row.source_id, row.url], row.at) not in done]
    if left:
        add_fetches(connection, run_id, left, ids)
    return len(left)


def put_listing(connection: Connection, run_id: int, row: ListingRow, at: datetime.datetime) -> None:
    """Insert or replace the row of `listing` of a run and source, and remember a good crawl with the source."""
    values = {"run_id": run_id, **dataclasses.asdict(row), "at": at}
    statement = _insert(connection, listing)
    changes = {name: statement.excluded[name] for name in _LISTING_COLUMNS}
    connection.execute(statement.on_conflict_do_update(index_elements=["run_id", "source_id"], set_=changes), values)
    if row.outcome == "crawled":
        good = {"last_good_at": at, "last_good_run_id": run_id}
        connection.execute(update(source).where(source.c.id == row.source_id).values(good))


def put_extractions(connection: Connection, run_id: int, rows: Sequence[ExtractionRow], at: datetime.datetime) -> None:
    """Insert or replace rows of `extraction`; limits hit again that are no larger than before count on."""
    statement = _insert(connection, extraction)
    old, new = extraction.c, statement.excluded
    changes: dict[str, Any] = {name: new[name] for name in _EXTRACTION_COLUMNS}
    again = and_(old.limit_seconds >= new.limit_seconds, old.limit_megabytes >= new.limit_megabytes)
    changes["attempts"] = case((again, old.attempts + 1), else_=new.attempts)
    statement = statement.on_conflict_do_update(index_elements=["sha256", "extractor_version"], set_=changes)
    values = [
        {**dataclasses.asdict(row), "run_id": run_id, "at": at, "attempts": None if row.limit_seconds is None else 1}
        for row in rows
    ]
    connection.execute(statement, values)


def forget_lost_batches(connection: Connection, extractor_version: str, staged: Collection[str]) -> int:
    """See `Ledger.forget_lost_batches`."""
    row = extraction.c
    query = select(row.batch_id).where(row.extractor_version == extractor_version, row.batch_id.is_not(None)).distinct()
    forgotten = 0
    known: set[str | None] = set(connection.execute(query).scalars())
    for batch_id in known.difference(staged):
        values = {"outcome": "failed", "reason": f"its staged batch {batch_id} is gone", "batch_id": None}
        statement = update(extraction).where(row.batch_id == batch_id, row.extractor_version == extractor_version)
        forgotten += connection.execute(statement.values(values)).rowcount
    return forgotten


def add_review(connection: Connection, row: Review, at: datetime.datetime) -> int:
    """Add a row to `review`, and give its number; what was said before stays."""
    values = {**dataclasses.asdict(row), "value": None if row.value is None else f"{row.value:f}", "reviewed_at": at}
    del values["review_id"]
    return int(connection.execute(insert(review).values(values).returning(review.c.id)).scalar_one())


def sha256_to_outcome(sha256: str, before: str | None) -> FetchOutcome:
    """How bytes compare with those that their link had before.

    >>> sha256_to_outcome("b", None), sha256_to_outcome("b", "a"), sha256_to_outcome("b", "b")
    ('new', 'changed', 'unchanged')
    """
    if before is None:
        return "new"
    return "unchanged" if sha256 == before else "changed"


def _row_to_values(row: LinkRow | FetchRow, names: Sequence[str]) -> dict[str, Any]:
    """What `dataclasses.asdict` gives, without its deep copies: a night writes very many of these."""
    return {name: getattr(row, name) for name in names}


def _insert(connection: Connection, table: Table) -> Any:
    """An insert that can become an update; both databases spell it alike, SQLAlchemy keeps them apart."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)

"""How documents stand in the ledger: which of them failed and why, and what was imported by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, select, union_all

from extract.ledger import IMPORT_SOURCE
from extract.ledger_schema import extraction, link, open_engine
from gongkai.query import Answer

FAILED = ("refused", "unreadable", "failed")
#: A file that was imported without an address is known by its name.
_NAME = case((link.c.url.startswith("urn:"), link.c.title), else_=link.c.url).label("document")


def failed_documents(ledger_url: str, limit: int) -> tuple[Answer, int]:
    """The first `limit` documents that could not be had or read when last tried, and how many there are."""
    fetching = select(
        link.c.source_id.label("source"), literal("fetching").label("step"), link.c.outcome, _NAME, link.c.reason
    ).where(link.c.outcome.in_(FAILED))
    reading = (
        select(link.c.source_id, literal("reading"), extraction.c.outcome, _NAME, extraction.c.reason)
        .select_from(link.join(extraction, is_last_reading()))
        .where(extraction.c.outcome.in_(FAILED))
    )
    failed = union_all(fetching, reading).subquery()
    return _ask(ledger_url, select(failed).order_by(failed.c.source, failed.c.document, failed.c.step), limit)


def failures_by_kind(ledger_url: str, limit: int) -> tuple[Answer, int]:
    """How often each source's links failed in which way when last tried, and how many ways there are."""
    query = (
        select(link.c.source_id.label("source"), link.c.outcome, link.c.reason, func.count().label("links"))
        .where(link.c.outcome.in_((*FAILED, "gone")))
        .group_by(link.c.source_id, link.c.outcome, link.c.reason)
        .order_by(link.c.source_id, func.count().desc(), link.c.reason)
    )
    return _ask(ledger_url, query, limit)


def imported_files(ledger_url: str, limit: int) -> tuple[Answer, int]:
    """The last `limit` files imported by hand with how they were read, and how many there are."""
    name = link.c.title.label("file")
    url = case((link.c.url.startswith("urn:"), null()), else_=link.c.url).label("url")
    read = func.coalesce(extraction.c.outcome, literal("not read yet")).label("read")
    query = (
        select(name, link.c.fetched_at.label("imported"), read, link.c.agency, link.c.report_year.label("year"), url)
        .select_from(link.outerjoin(extraction, is_last_reading()))
        .where(link.c.source_id == IMPORT_SOURCE)
        .order_by(link.c.fetched_at.desc(), link.c.id)
    )
    return _ask(ledger_url, query, limit)


def is_last_reading() -> ColumnElement[bool]:
    """That a reading is the last one of the bytes that a link has now, by whatever version."""
    other = extraction.alias()
    last = select(func.max(other.c.at)).where(other.c.sha256 == link.c.sha256).correlate(link).scalar_subquery()
    return and_(extraction.c.sha256 == link.c.sha256, extraction.c.at == last)


def _ask(ledger_url: str, query: Select[Any], limit: int) -> tuple[Answer, int]:
    engine = open_engine(ledger_url)
    try:
        with engine.connect() as connection:
            count = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
            result = connection.execute(query.limit(limit))
            return Answer(tuple(result.keys()), [tuple(row) for row in result]), count
    finally:
        engine.dispose()

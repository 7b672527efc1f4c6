"""How documents stand in the ledger: which of them failed and why, and what was imported by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, literal, null, select, union_all

from extract.ledger_rows import FailedDocument, FailureKind, ImportedFile
from extract.ledger_schema import IMPORT_SOURCE, extraction, link

_FAILED = ("refused", "unreadable", "failed")
#: A file that was imported without an address is known by its name.
_NAME = case((link.c.url.startswith("urn:"), link.c.title), else_=link.c.url).label("document")


def failed_documents(connection: Connection, limit: int) -> tuple[list[FailedDocument], int]:
    """See `Ledger.failed_documents`."""
    fetching = select(
        link.c.source_id.label("source"), literal("fetching").label("step"), link.c.outcome, _NAME, link.c.reason
    ).where(link.c.outcome.in_(_FAILED))
    reading = (
        select(link.c.source_id, literal("reading"), extraction.c.outcome, _NAME, extraction.c.reason)
        .select_from(link.join(extraction, _is_last_reading()))
        .where(extraction.c.outcome.in_(_FAILED))
    )
    failed = union_all(fetching, reading).subquery()
    query = select(failed).order_by(failed.c.source, failed.c.document, failed.c.step)
    rows, count = _first(connection, query, limit)
    return [FailedDocument(**row._asdict()) for row in rows], count


def failures_by_kind(connection: Connection, limit: int) -> tuple[list[FailureKind], int]:
    """See `Ledger.failures_by_kind`."""
    query = (
        select(link.c.source_id.label("source"), link.c.outcome, link.c.reason, func.count().label("links"))
        .where(link.c.outcome.in_((*_FAILED, "gone")))
        .group_by(link.c.source_id, link.c.outcome, link.c.reason)
        .order_by(link.c.source_id, func.count().desc(), link.c.reason)
    )
    rows, count = _first(connection, query, limit)
    return [FailureKind(**row._asdict()) for row in rows], count


def imported_files(connection: Connection, limit: int) -> tuple[list[ImportedFile], int]:
    """See `Ledger.imported_files`."""
    name = link.c.title.label("file")
    url = case((link.c.url.startswith("urn:"), null()), else_=link.c.url).label("url")
    read = func.coalesce(extraction.c.outcome, literal("not read yet")).label("read")
    query = (
        select(name, link.c.fetched_at.label("imported"), read, link.c.agency, link.c.report_year.label("year"), url)
        .select_from(link.outerjoin(extraction, _is_last_reading()))
        .where(link.c.source_id == IMPORT_SOURCE)
        .order_by(link.c.fetched_at.desc(), link.c.id)
    )
    rows, count = _first(connection, query, limit)
    return [ImportedFile(**row._asdict()) for row in rows], count


def _is_last_reading() -> ColumnElement[bool]:
    """That a reading is the last one of the bytes that a link has now, by whatever version."""
    other = extraction.alias()
    last = select(func.max(other.c.at)).where(other.c.sha256 == link.c.sha256).correlate(link).scalar_subquery()
    return and_(extraction.c.sha256 == link.c.sha256, extraction.c.at == last)


def _first(connection: Connection, query: Select[Any], limit: int) -> tuple[list[Row[Any]], int]:
    """The first rows of a query, and how many it has."""
    count = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    return list(connection.execute(query.limit(limit))), count

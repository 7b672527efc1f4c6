"""Questions to the ledger: which documents are still to be read, and by which version."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, not_, or_, select

from extract.ledger_rows import READING_ATTEMPTS, PendingDocument
from extract.ledger_schema import extraction, link, part, source


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


def read_by_others(connection: Connection, extractor_version: str) -> int:
    """See `Ledger.read_by_others`."""
    own = extraction.alias()
    is_read = exists().where(own.c.sha256 == link.c.sha256, own.c.extractor_version == extractor_version)
    query = select(func.count(link.c.sha256.distinct())).where(
        link.c.kind.not_in(("other", "picture")), not_(is_read), _is_read_by_another(extractor_version)
    )
    return int(connection.execute(query).scalar_one())

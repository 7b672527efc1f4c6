"""How a batch of archived documents is read, staged and recorded."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from extract.archive import Archive
from extract.ledger import Ledger
from extract.ledger_rows import ExtractionRow, PendingDocument
from extract.ledger_schema import IMPORT_SOURCE
from gongkai.settings import Settings
from gongkai.summary import run_prefix
from gongkai.work import LimitHit, Limits, Payload
from gongkai.worker import Readers
from load.staging import StagedDocument, write_batch
from transform.model import EXTRACTOR_VERSION, Hints, Reading

logger = logging.getLogger(__name__)
PROGRESS_SECONDS = 5
_PICTURES_BYTES = 64 * 2**20
"""Of one page's pictures together, since they are in memory at once."""

Pictures = Mapping[str, str]
"""The sha256 of the pictures of a page, by address."""


def read_documents(run_id: int, sha256s: Sequence[str], settings: Settings, readers: Readers) -> dict[str, int]:
    """Read those of the documents that are not read yet, stage the batch, and only then say so in the ledger.

    A crash on the way costs nothing but the reading: the ledger still calls the documents unread, and a batch of the
    same documents has the same name. A document that could not be had (`failed`) is not staged, so that what is loaded
    of it stays; the ledger keeps the reason and offers it again. Gives how many documents ended in each outcome.
    """
    limits = readers.limits
    with Ledger(settings.ledger_url) as ledger:
        documents = ledger.pending_documents(
            EXTRACTOR_VERSION, sha256s=sha256s, limits=(limits.seconds, limits.megabytes)
        )
        if not documents:
            return {}
        pictures = ledger.page_pictures(documents)
        shown = [pictures.get((document.source_id, document.url), {}) for document in documents]
        readings = _read(documents, shown, Archive(settings.archive_url), readers)
        batch_id = _batch_id(run_id, documents)
        read = list(zip(documents, readings, strict=True))
        if staged := [_stage(document, reading) for document, reading in read if reading.outcome != "failed"]:
            write_batch(settings.staging, batch_id, staged)
        rows = [_reading_to_row(document.sha256, reading, batch_id, limits) for document, reading in read]
        ledger.record_extractions(run_id, rows)
    return dict(Counter(reading.outcome for reading in readings))


def _read(
    documents: Sequence[PendingDocument], shown: Sequence[Pictures], archive: Archive, readers: Readers
) -> list[Reading]:
    readings: list[Reading] = []
    said = time.monotonic()
    fetches = [_document_to_fetch(document, each, archive) for document, each in zip(documents, shown, strict=True)]
    for reading in readers.read(fetches):
        document = documents[len(readings)]
        readings.append(_with_parts(reading, shown[len(readings)]))
        if reading.outcome not in {"report", "not_a_report"}:
            logger.warning("%s %s: %s", reading.outcome, _name(document), reading.reason)
        if time.monotonic() - said > PROGRESS_SECONDS:
            said = time.monotonic()
            logger.info("read %d of %d documents", len(readings), len(documents))
    logger.info("read %d of %d documents", len(readings), len(documents))
    return readings


def _reading_to_row(sha256: str, reading: Reading, batch_id: str, limits: Limits) -> ExtractionRow:
    hit = limits if isinstance(reading, LimitHit) else None
    return ExtractionRow(
        sha256,
        EXTRACTOR_VERSION,
        reading.outcome,
        reading.reason,
        batch_id=None if reading.outcome == "failed" else batch_id,
        limit_seconds=None if hit is None else hit.seconds,
        limit_megabytes=None if hit is None else hit.megabytes,
    )


def _with_parts(reading: Reading, pictures: Pictures) -> Reading:
    """A reading whose report names the pictures of its page among its parts."""
    if reading.report is None or not pictures:
        return reading
    parts = dict.fromkeys((*reading.report.parts, *pictures.values()))
    return replace(reading, report=replace(reading.report, parts=tuple(parts)))


def _document_to_fetch(document: PendingDocument, pictures: Pictures, archive: Archive) -> Callable[[], Payload]:
    def fetch() -> Payload:
        return Payload(
            data=archive.get(document.sha256),
            name=_name(document),
            media_type=document.media_type,
            hints=Hints(
                url=_url(document),
                title=document.link_title,
                agency=document.agency,
                region_code=document.region_code,
                report_year=document.report_year,
                published_on=document.published_on,
            ),
            assets=tuple(_pictures_to_assets(pictures, archive)),
        )

    return fetch


def _pictures_to_assets(pictures: Pictures, archive: Archive) -> Iterator[tuple[str, bytes]]:
    """The pictures of a page as far as they are small enough together; the reader says which did not come with it."""
    room = _PICTURES_BYTES
    for url, sha256 in pictures.items():
        if archive.has(sha256):
            data = archive.get(sha256)
            room -= len(data)
            if room < 0:
                return
            yield url, data


def _url(document: PendingDocument) -> str | None:
    return None if document.url.startswith("urn:") else document.url


def _name(document: PendingDocument) -> str:
    """Its address, or the name of a file that was imported by hand."""
    return _url(document) or document.link_title


def _stage(document: PendingDocument, reading: Reading) -> StagedDocument:
    return StagedDocument(
        sha256=document.sha256,
        media_type=document.media_type or "application/octet-stream",
        url=_url(document),
        source_id=None if document.source_id == IMPORT_SOURCE else document.source_id,
        link_title=document.link_title,
        fetched_at=document.fetched_at,
        reading=reading,
    )


def _batch_id(run_id: int, documents: Sequence[PendingDocument]) -> str:
    names = "\n".join([EXTRACTOR_VERSION, *(document.sha256 for document in documents)])
    return f"{run_prefix(run_id)}{hashlib.sha256(names.encode()).hexdigest()[:16]}"

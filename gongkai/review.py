"""What a person says of a printed number: checked against the published database, kept in the ledger for good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.errors import ConfigurationError
from extract.ledger import Ledger
from extract.ledger_rows import Review
from gongkai.output import decimal_to_number
from gongkai.query import Answer, query_published
from gongkai.settings import Settings
from load.columns import is_storable

_DOCUMENTS = "SELECT DISTINCT sha256 FROM raw.document WHERE starts_with(sha256, $sha256) ORDER BY sha256 LIMIT 3"
_FACTS = """
SELECT code, applicant, channel, label, value
FROM staging.stg_facts
WHERE document_id IN (SELECT document_id FROM staging.stg_reports WHERE is_latest_reading AND sha256 = $sha256)
ORDER BY preference
"""
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_CODES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """Which number of a document: `sha256` may be the beginning of one, if it is of no other."""

    sha256: str
    code: str
    applicant: str = "all"
    channel: str = "all"
    label: str = ""


def add_review(
    settings: Settings, cell: Cell, value: str | None, *, by: str, why: str, locator: str | None = None
) -> tuple[int, Review]:
    """Record that a number should be `value`, an exact decimal, or is right as read (None); gives it with its number.

    It reaches the warehouse with the next load. A value that the document states as well confirms it. Raises
    `ConfigurationError` for a document or number that the published database does not have, a value that is no
    decimal of at most 14 digits before the point and 4 after it, and a review without name or reason.
    """
    for option, text in (("--by", by), ("--why", why)):
        if not text.strip():
            raise ConfigurationError(f"{option}: a review needs a name and a reason")
    number = None if value is None else text_to_value(value)
    sha256 = _find_document(settings, cell.sha256)
    applicant = "all" if cell.applicant == "total" else cell.applicant
    printed = _find_value(settings, Cell(sha256, cell.code, applicant, cell.channel, cell.label))
    review = Review(
        sha256=sha256,
        code=cell.code,
        applicant=applicant,
        channel=cell.channel,
        label=cell.label,
        verdict="confirmed" if number is None or number == printed else "corrected",
        value=printed if number is None else number,
        reviewed_by=by.strip(),
        reason=why.strip(),
        locator=locator,
    )
    with Ledger(settings.ledger_url) as ledger:
        return ledger.add_review(review), review


def describe_review(number: int, review: Review) -> str:
    """A review as one line.

    >>> describe_review(3, Review("a" * 64, "rules.issued", "all", "all", "", "corrected", Decimal(12), "王芳", "…"))
    'review 3: aaaaaaaaaaaa rules.issued corrected, 12'
    """
    value = "no number" if review.value is None else decimal_to_number(review.value)
    return f"review {number}: {review.sha256[:12]} {_describe(_to_cell(review))} {review.verdict}, {value}"


def list_reviews(settings: Settings, sha256: str = "") -> Answer:
    """The reviews of documents whose sha256 begins so, the last one of each number marked, the newest ones last."""
    with Ledger(settings.ledger_url) as ledger:
        reviews = [review for review in ledger.reviews() if review.sha256.startswith(sha256)]
    last = {_to_cell(review): review.review_id for review in reviews}
    columns = (
        "review",
        "counts",
        "document",
        "code",
        "applicant",
        "channel",
        "label",
        "verdict",
        "value",
        "by",
        "at",
        "why",
    )
    rows = [
        (
            review.review_id,
            "yes" if last[_to_cell(review)] == review.review_id else "superseded",
            *(review.sha256[:12], review.code, review.applicant, review.channel, review.label),
            *(review.verdict, review.value, review.reviewed_by, review.reviewed_at, review.reason),
        )
        for review in reviews
    ]
    return Answer(columns, list(rows))


def text_to_value(text: str) -> Decimal:
    """An exact decimal that the warehouse can hold; raises `ConfigurationError` for anything else.

    >>> text_to_value("12.50"), text_to_value("0")
    (Decimal('12.50'), Decimal('0'))
    """
    if not _DECIMAL.fullmatch(text):
        raise ConfigurationError(f"--value {text!r} is no decimal; write it as 12 or 12.5")
    value = Decimal(text)
    if not is_storable(value):
        raise ConfigurationError(f"--value {text}: at most 14 digits before the point and 4 after it are kept")
    return value


def _to_cell(review: Review) -> Cell:
    return Cell(review.sha256, review.code, review.applicant, review.channel, review.label)


def _find_document(settings: Settings, beginning: str) -> str:
    found = [sha256 for (sha256,) in query_published(settings.published, _DOCUMENTS, {"sha256": beginning}).rows]
    if not found:
        raise ConfigurationError(
            f"{beginning}: the published database has no such document; the column sha256 of mart_report_metric,"
            " findings and provenance names them"
        )
    if len(found) > 1:
        raise ConfigurationError(f"{beginning}: several documents begin so: {', '.join(found)}")
    return str(found[0])


def _find_value(settings: Settings, cell: Cell) -> Decimal | None:
    """The number as the marts take it; None where there is none in the cell."""
    rows = query_published(settings.published, _FACTS, {"sha256": cell.sha256}).rows
    for code, applicant, channel, label, value in rows:
        if (code, applicant, channel, label) == (cell.code, cell.applicant, cell.channel, cell.label):
            return None if value is None else Decimal(value)
    raise ConfigurationError(f"{_describe(cell)}: document {cell.sha256[:12]} has no such number; {_hint(rows, cell)}")


def _hint(rows: Sequence[tuple[object, ...]], cell: Cell) -> str:
    same = sorted({_describe(Cell("", *map(str, row[:4]))) for row in rows if row[0] == cell.code})
    if same:
        return f"it has {', '.join(same)}"
    codes = sorted({str(row[0]) for row in rows})
    more = f" and {len(codes) - _CODES_SHOWN} more" if len(codes) > _CODES_SHOWN else ""
    return f"it has {', '.join(codes[:_CODES_SHOWN])}{more}" if codes else "it is no report"


def _describe(cell: Cell) -> str:
    """A number as narrative examples write it: `code@channel(label)`, and the kind of applicant.

    >>> _describe(Cell("", "requests.received", "business"))
    'requests.received of business'
    """
    channel = "" if cell.channel == "all" else f"@{cell.channel}"
    label = f"({cell.label})" if cell.label else ""
    applicant = "" if cell.applicant == "all" else f" of {cell.applicant}"
    return f"{cell.code}{channel}{label}{applicant}"

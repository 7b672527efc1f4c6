"""A reading as rows of the staged tables: nothing is rounded, and what cannot be stored becomes a finding."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.document import Locator
from load.columns import is_storable, to_text
from transform.model import EXTRACTOR_VERSION, Fact, Finding, RawRow, Reading, Report, Suggestion

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """One document as it goes to the warehouse: where it came from and what reading gave."""

    sha256: str
    media_type: str
    url: str | None
    source_id: str | None
    link_title: str | None
    fetched_at: datetime.datetime | None
    """With a time zone; None for a file imported by hand."""
    reading: Reading

    def __post_init__(self) -> None:
        if self.fetched_at is not None and self.fetched_at.tzinfo is None:
            raise ValueError(f"{self.sha256}: fetched_at has no time zone")

    @property
    def extractor_version(self) -> str:
        """Version of the code that read the document."""
        report = self.reading.report
        return report.extractor_version if report is not None else EXTRACTOR_VERSION

    @property
    def key(self) -> tuple[str, str]:
        """What tells the document's rows from all others: its sha256 and the version of the code that read it."""
        return self.sha256, self.extractor_version


def document_to_rows(staged: StagedDocument, position: int) -> dict[str, list[Row]]:
    """The rows of one document, by staged table; `position` is its number in the batch, from 0.

    A number that the value columns cannot hold exactly is stored as NULL with the state `illegible`, and two facts
    at one place with different values as the first: each with a finding, so that neither is silent.
    """
    facts, doubts = _facts_to_storable(staged.reading.facts)
    findings = (*staged.reading.findings, *doubts)
    rows = {
        "document": [_document_row(staged)],
        "fact": [_fact_row(number, fact) for number, fact in enumerate(facts)],
        "raw_row": [_raw_row(number, row) for number, row in enumerate(staged.reading.raw_rows)],
        "finding": [_finding_row(number, finding) for number, finding in enumerate(findings)],
    }
    return {table: [{"document_id": position, **row} for row in of_table] for table, of_table in rows.items()}


def agency_to_key(agency: str | None) -> str | None:
    """The key of an agency for which reading gave none: its name, compatibility forms folded, white space removed.

    >>> agency_to_key(" 绿园区 应急管理局（本级）")
    '绿园区应急管理局(本级)'
    """
    if agency is None:
        return None
    return "".join(unicodedata.normalize("NFKC", to_text(agency)).split()) or None


def _document_row(staged: StagedDocument) -> Row:
    report = staged.reading.report
    return {
        "sha256": staged.sha256,
        "extractor_version": staged.extractor_version,
        "media_type": to_text(staged.media_type),
        "url": _optional_text(staged.url if staged.url is not None or report is None else report.url),
        "source_id": _optional_text(staged.source_id),
        "link_title": _optional_text(staged.link_title),
        "fetched_at": staged.fetched_at,
        "outcome": staged.reading.outcome,
        "reason": _optional_text(staged.reading.reason),
        "parts": list(report.parts) if report is not None else [staged.sha256],
        **(_identity_columns(report) if report is not None else {}),
    }


def _identity_columns(report: Report) -> Row:
    return {
        "title": _optional_text(report.title),
        "report_year": report.report_year,
        "form": report.form,
        "agency": _optional_text(report.agency),
        "agency_key": _optional_text(report.agency_key) or agency_to_key(report.agency),
        "region_code": report.region_code,
        "region_name": _optional_text(report.region_name),
        "region_year": report.region_year,
        "scope": report.scope,
        "published_on": report.published_on,
    }


def _facts_to_storable(facts: Iterable[Fact]) -> tuple[list[Fact], list[Finding]]:
    kept: dict[tuple[Any, ...], Fact] = {}
    doubts: list[Finding] = []
    for fact in facts:
        storable = fact
        if fact.value is not None and not is_storable(fact.value):
            storable = fact._replace(value=None, state="illegible")
            doubts.append(_unstorable_finding(fact))
        key = (fact.code, fact.applicant, fact.channel, fact.label, fact.source, fact.locator)
        first = kept.setdefault(key, storable)
        if first.value != storable.value:
            doubts.append(_stated_twice_finding(first, storable))
    return list(kept.values()), doubts


def _unstorable_finding(fact: Fact) -> Finding:
    return Finding(
        rule="unstorable_value",
        severity="error",
        codes=(fact.code,),
        applicant=fact.applicant,
        message=f"{fact.raw[:80]}: the value {fact.value!s:.60} has more digits than the warehouse stores exactly",
        verdict="parse",
        locator=fact.locator,
    )


def _stated_twice_finding(first: Fact, second: Fact) -> Finding:
    return Finding(
        rule="stated_twice",
        severity="warning",
        codes=(first.code,),
        applicant=first.applicant,
        message=f"one place was read as {first.value} and as {second.value}; the first is kept",
        verdict="parse",
        observed=second.value,
        expected=first.value,
        locator=first.locator,
    )


def _fact_row(number: int, fact: Fact) -> Row:
    return {
        "fact_no": number,
        "code": fact.code,
        "applicant": fact.applicant,
        "channel": fact.channel,
        "label": to_text(fact.label),
        "value": fact.value,
        "unit": fact.unit,
        "raw": to_text(fact.raw),
        "raw_unit": to_text(fact.raw_unit),
        "state": fact.state,
        "source": fact.source,
        "approximate": fact.approximate,
        "by_position": fact.by_position,
        "confidence": fact.confidence,
        "locator": _locator_struct(fact.locator),
        "suggestion": _storable_or_none(fact.suggestion),
    }


def _raw_row(number: int, row: RawRow) -> Row:
    return {
        "row_no": number,
        "labels": [to_text(label) for label in row.labels],
        "texts": [to_text(text) for text in row.texts],
        "locator": _locator_struct(row.locator),
    }


def _finding_row(number: int, finding: Finding) -> Row:
    return {
        "finding_no": number,
        "rule": finding.rule,
        "severity": finding.severity,
        "codes": list(finding.codes),
        "applicant": finding.applicant,
        "message": to_text(finding.message),
        "verdict": finding.verdict,
        "observed": _storable_or_none(finding.observed),
        "expected": _storable_or_none(finding.expected),
        "locator": _locator_struct(finding.locator),
        "suggestion": _suggestion_struct(finding.suggestion),
    }


def _locator_struct(locator: Locator | None) -> Row | None:
    if locator is None:
        return None
    return {
        "part": to_text(locator.part),
        "page": locator.page,
        "bbox": list(locator.bbox) if locator.bbox is not None else None,
        "path": _optional_text(locator.path),
        "cell": _optional_text(locator.cell),
        "line": locator.line,
        "column": locator.column,
    }


def _suggestion_struct(suggestion: Suggestion | None) -> Row | None:
    if suggestion is None or not is_storable(suggestion.value):
        return None
    return {
        "code": suggestion.code,
        "applicant": suggestion.applicant,
        "channel": suggestion.channel,
        "value": suggestion.value,
        "identities": list(suggestion.identities),
    }


def _storable_or_none(value: Decimal | None) -> Decimal | None:
    return value if value is not None and is_storable(value) else None


def _optional_text(text: str | None) -> str | None:
    return None if text is None else to_text(text)

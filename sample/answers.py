"""The answers beside the documents, as JSON that anything can read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sample.model import DocumentPlan, FactAnswer, FindingAnswer, Key, ReportContent

AMBIGUOUS = frozenset({"鼓楼区", "朝阳区"})
"""Names that several counties bear, in the default corpus."""


def content_to_answer(content: ReportContent, plan: DocumentPlan, file: str) -> dict[str, Any]:
    """The whole answer to a document; values are exact decimals written as strings, in the stored unit.

    `region_from` says where the region code can be had from: the `text` itself or only the `source`'s region.
    """
    place = content.agency.place
    named_alone = place.name in AMBIGUOUS and not content.agency.name.startswith(place.city)
    return {
        "id": plan.id,
        "file": file,
        "path": plan.path,
        "format": plan.format,
        "outcome": content.outcome,
        "title": content.title,
        "report_year": content.year,
        "form": content.form,
        "agency": content.agency.name,
        "region_code": place.code,
        "region_from": "source" if named_alone else "text",
        "published_on": content.published_on.isoformat(),
        "facts": [_fact_to_json(fact) for fact in content.facts],
        "raw_rows": [{"label": row.label, "texts": list(row.texts)} for row in content.raw_rows],
        "damage": content.damage,
        "damaged": [_key_to_json(key) for key in content.damaged],
        "findings_expected": [_finding_to_json(finding) for finding in content.findings],
    }


def answer_to_bytes(answer: dict[str, Any]) -> bytes:
    """One line a fact, so that a diff shows what changed."""
    head = {key: value for key, value in answer.items() if key != "facts"}
    facts = ",\n".join(json.dumps(fact, ensure_ascii=False) for fact in answer["facts"])
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{text},\n "facts": [\n{facts}\n]}}\n'.encode()


def decimal_to_text(value: Decimal | None) -> str | None:
    """The number without exponent and without trailing zeros.

    >>> decimal_to_text(Decimal("123500.0")), decimal_to_text(Decimal("0.10"))
    ('123500', '0.1')
    """
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fact_to_json(fact: FactAnswer) -> dict[str, Any]:
    return {
        "code": fact.code,
        "applicant": fact.applicant,
        "channel": fact.channel,
        "label": fact.label,
        "value": decimal_to_text(fact.value),
        "state": fact.state,
        "source": fact.source,
        "approximate": fact.approximate,
        "raw": fact.raw,
    }


def _key_to_json(key: Key) -> dict[str, str]:
    return {"code": key[0].partition("@")[0], "applicant": key[1]}


def _finding_to_json(finding: FindingAnswer) -> dict[str, Any]:
    return {
        "codes": list(finding.codes),
        "applicant": finding.applicant,
        "observed": decimal_to_text(finding.observed),
        "expected": decimal_to_text(finding.expected),
        "about": finding.about,
    }

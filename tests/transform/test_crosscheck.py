"""Prose, notes and tables of one report against each other."""

from __future__ import annotations

from decimal import Decimal

from extract.document import Locator
from transform.crosscheck import cross_check
from transform.model import Fact, FactSource, Finding


def fact(code: str, value: int | None, source: FactSource, applicant: str = "all") -> Fact:
    state = "blank" if value is None else "reported"
    number = None if value is None else Decimal(value)
    return Fact(code, number, "件", str(value), state, source, Locator(), applicant=applicant)


def only(*facts: Fact) -> Finding | None:
    findings = list(cross_check(facts))
    assert len(findings) <= 1
    return findings[0] if findings else None


def test_a_note_that_differs_from_the_prose_names_both() -> None:
    finding = only(fact("disclosure.total", 0, "table_note"), fact("disclosure.total", 52, "narrative"))
    assert finding is not None
    assert (finding.severity, finding.observed, finding.expected) == ("warning", 0, 52)
    assert "口径" in finding.message


def test_prose_is_compared_with_the_total_column() -> None:
    finding = only(fact("requests.received", 272, "table", "total"), fact("requests.received", 258, "narrative"))
    assert finding is not None
    assert (finding.observed, finding.expected) == (258, 272)


def test_what_only_prose_prints_is_compared_with_the_sum_of_its_parts() -> None:
    parts = [
        fact("requests.denied.state_secret", 1, "table", "total"),
        fact("requests.denied.enforcement_file", 2, "table", "total"),
    ]
    assert only(*parts, fact("requests.denied", 3, "narrative")) is None
    finding = only(*parts, fact("requests.denied", 4, "narrative"))
    assert finding is not None
    assert finding.expected == 3


def test_the_same_number_and_an_empty_cell_are_no_difference() -> None:
    assert only(fact("requests.received", 3, "table", "total"), fact("requests.received", 3, "narrative")) is None
    assert only(fact("requests.received", None, "table", "total"), fact("requests.received", 3, "narrative")) is None

"""What a newer reading changes: counted cell by cell, and never what is the same."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.document import Locator
from gongkai.difference import Counts, Difference, compare_readings
from load.rows import StagedDocument
from load.staging import write_batch
from load.warehouse import load_batches
from transform.model import Fact, Outcome, Reading, Report

OLD, NEW = "2026.9", "2026.10"


def fact(code: str, value: int | None, line: int = 1, **changes: Any) -> Fact:
    state = "blank" if value is None else "reported"
    number = None if value is None else Decimal(value)
    said = {"code": code, "value": number, "unit": "件", "raw": str(value), "state": state}
    return Fact(**said | {"source": "table", "applicant": "total", "locator": Locator(line=line)} | changes)


def document(name: str, version: str, *facts: Fact, outcome: Outcome = "report") -> StagedDocument:
    sha256, url = hashlib.sha256(name.encode()).hexdigest(), f"https://portal.example/{name}.html"
    place = ("220106", "绿园区", 2021)
    report = Report("2021年年报", 2021, "2021", f"{name}局", *place, "own", None, url, (sha256,), version)
    reading = Reading(outcome, None, report, facts, (), ())
    return StagedDocument(sha256, "text/html", url, "Portal", None, datetime.datetime.now(datetime.UTC), reading)


@pytest.fixture
def compare(tmp_path: Path) -> Any:
    def run(before: list[StagedDocument], after: list[StagedDocument]) -> Difference:
        published = tmp_path / "published.duckdb"
        write_batch(tmp_path / "staging", "before", before)
        load_batches(published, tmp_path / "staging", [], [])
        write_batch(tmp_path / "held", "after", after)
        return compare_readings(tmp_path / "held", published, NEW)

    return run


def test_facts_added_gone_and_changed_are_counted_by_code_source_and_document(compare: Any) -> None:
    prose = fact("people.full_time", 3, source="narrative", applicant="all")
    difference = compare(
        [
            document("甲", OLD, fact("requests.received", 10), fact("requests.granted", 4), fact("fees.total", 1)),
            document("乙", OLD, fact("requests.received", 7), prose),
        ],
        [
            document("甲", NEW, fact("requests.received", 10), fact("requests.granted", 5)),
            document("乙", NEW, fact("requests.received", 7, line=9), prose, fact("requests.granted", None)),
        ],
    )
    assert difference.documents == 2
    assert difference.total == Counts(same=3, changed=1, added=1, gone=1)
    assert difference.percent == 50
    assert difference.by_code == {
        "fees.total": Counts(gone=1),
        "people.full_time": Counts(same=1),
        "requests.granted": Counts(changed=1, added=1),
        "requests.received": Counts(same=2),
    }
    assert difference.by_source == {"narrative": Counts(same=1), "table": Counts(2, 1, 1, 1)}
    assert difference.by_document == {
        "https://portal.example/甲.html": Counts(same=1, changed=1, gone=1),
        "https://portal.example/乙.html": Counts(same=2, added=1),
    }
    lines = list(difference.to_lines())
    assert lines[0].startswith("2 documents read anew: 3 facts the same, 1 changed, 1 added, 1 gone (50.00 %")
    assert not any("people.full_time" in line for line in lines)


def test_a_cell_printed_twice_is_compared_as_often_as_it_is_printed(compare: Any) -> None:
    twice = (fact("requests.received", 10, 1), fact("requests.received", 12, 30))
    difference = compare([document("甲", OLD, *twice)], [document("甲", NEW, fact("requests.received", 12, 30))])
    assert difference.total == Counts(same=1, gone=1)


def test_the_newest_older_reading_counts_and_what_nobody_had_read_does_not(compare: Any) -> None:
    difference = compare(
        [
            document("甲", "2026.8", fact("requests.received", 1)),
            document("甲", OLD, fact("requests.received", 2)),
            document("丙", OLD, fact("requests.received", 3)),
            document("丁", OLD, fact("requests.received", 3)),
        ],
        [
            document("甲", NEW, fact("requests.received", 2)),
            document("乙", NEW, fact("requests.received", 5)),
            document("丁", NEW, outcome="not_a_report"),
        ],
    )
    assert difference.documents == 2
    assert difference.total == Counts(same=1, gone=1)


def test_where_nothing_is_published_or_held_nothing_changes(tmp_path: Path) -> None:
    assert compare_readings(tmp_path / "held", tmp_path / "published.duckdb", NEW) == Difference()
    assert Difference().percent == 0

"""One small corpus of hand-made reports, loaded and built once: what the model tests ask questions about."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from extract.document import Locator
from extract.ledger_rows import CurrentDocument
from load.build import BuildResult, build_marts
from load.identities import IdentityTerm
from load.rows import StagedDocument
from load.schema import METADATA, SCHEMA
from load.snapshots import write_snapshot
from load.staging import write_batch
from load.warehouse import load_batches
from transform.metrics import load_metrics
from transform.model import Fact, FactSource, Finding, Outcome, Reading, Report, Scope

Query = Callable[[str], list[tuple[Any, ...]]]
Cells = Mapping[tuple[str, str], int | None]

LUYUAN = ("220106", "吉林省长春市绿园区")
LIWAN = ("440103", "广东省广州市荔湾区")
LATE = datetime.date(2022, 2, 1)
YUEXIU = ("440104", "广东省广州市越秀区")
TOTAL, PERSON, BUSINESS = "total", "natural_person", "business"


def _cells(received: int, carried_in: int, concluded: int, carried_out: int) -> Cells:
    return {
        ("requests.received", TOTAL): received,
        ("requests.carried_in", TOTAL): carried_in,
        ("requests.concluded", TOTAL): concluded,
        ("requests.carried_out", TOTAL): carried_out,
    }


def _facts(cells: Cells, source: FactSource = "table", first_line: int = 1) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            code=code,
            value=None if value is None else Decimal(value),
            unit=load_metrics()[code].unit,
            raw="" if value is None else str(value),
            state="blank" if value is None else "reported",
            source=source,
            applicant=applicant,
            locator=Locator(line=first_line + number),
        )
        for number, ((code, applicant), value) in enumerate(cells.items())
    )


def _document(
    agency: str | None,
    year: int | None,
    facts: tuple[Fact, ...],
    *,
    region: tuple[str, str] = LUYUAN,
    scope: Scope = "own",
    at: str = "page",
    day: int = 1,
    version: str = "2026.1.1",
    sha: str | None = None,
    outcome: Outcome = "report",
    findings: tuple[Finding, ...] = (),
    form: str | None = None,
    published_on: datetime.date | None = None,
    source: str = "Portal",
) -> StagedDocument:
    sha256 = hashlib.sha256((sha or f"{agency} {year} {scope} {at} {day}").encode()).hexdigest()
    url = f"https://portal.example/{agency}/{year}/{scope}/{at}.html"
    fetched_at = datetime.datetime(2024, 1, day, tzinfo=datetime.UTC)
    form = form or (None if year is None else "2019" if year < 2021 else "2021")
    report = Report(
        f"{agency}{year}年年报", year, form, agency, *region, year, scope, published_on, url, (sha256,), version
    )
    reading = Reading(outcome, None, report, facts, (), findings)
    return StagedDocument(sha256, "text/html", url, source, None, fetched_at, reading)


def _equation(
    vintage: str, identity: str, left: list[tuple[str, str]], right: list[tuple[str, str]]
) -> list[IdentityTerm]:
    equation = f"{vintage}.{identity}.{left[0][1]}"
    is_balance = len(right) > 1
    return [IdentityTerm(vintage, identity, equation, "error", 1, *key, is_total=is_balance) for key in left] + [
        IdentityTerm(vintage, identity, equation, "error", -1, *key, is_total=True) for key in right
    ]


def _terms() -> list[IdentityTerm]:
    parts = [("reconsideration.upheld", "all"), ("reconsideration.corrected", "all")]
    return [
        term
        for vintage in ("2019", "2021")
        for term in [
            *_equation(
                vintage,
                "balance",
                [("requests.received", TOTAL), ("requests.carried_in", TOTAL)],
                [("requests.concluded", TOTAL), ("requests.carried_out", TOTAL)],
            ),
            *_equation(vintage, "reconsideration", parts, [("reconsideration.total", "all")]),
        ]
    ]


def _reconsideration(upheld: int | None, corrected: int | None, total: int | None) -> Cells:
    return {
        ("reconsideration.upheld", "all"): upheld,
        ("reconsideration.corrected", "all"): corrected,
        ("reconsideration.total", "all"): total,
    }


def _outcomes_and_channels() -> tuple[Fact, ...]:
    outcomes: Cells = {
        ("requests.granted", TOTAL): 40,
        ("requests.granted_in_part", TOTAL): 10,
        ("requests.concluded", TOTAL): 50,
        ("reconsideration.upheld", "all"): 6,
        ("reconsideration.corrected", "all"): 2,
        ("reconsideration.other", "all"): 0,
    }
    published: Cells = {("disclosure.total", "all"): 900}
    (total,) = _facts(published, "narrative", 40)
    website = total._replace(channel="website", value=Decimal(800), raw="800", locator=Locator(line=41))
    return (*_facts(outcomes), total, website)


def _corpus() -> list[StagedDocument]:
    broken = Finding(
        "identity.balance", "error", ("requests.concluded",), "9 ≠ 10", "source", Decimal(9), Decimal(10), TOTAL
    )
    contradiction = Finding("narrative_differs", "warning", ("requests.received",), "10 ≠ 12", "source")
    rules_2020 = {("rules.made", "all"): 4, ("rules.disclosed_cumulative", "all"): 40}
    rules_2021 = {("rules.issued", "all"): 6, ("rules.in_force", "all"): 30, ("rules.repealed", "all"): 1}
    whole_rules = {("rules.in_force", "all"): None, ("rules.repealed", "all"): 2}
    office_rules = {("rules.repealed", "all"): 3}
    bureau, finance, government = "绿园区应急管理局", "绿园区财政局", "绿园区人民政府"
    return [
        # One bureau over the years: 2020 on the 2019 form, then the 2021 form; 2022 does not balance.
        _document(bureau, 2020, _facts(_cells(10, 0, 8, 2) | rules_2020 | {("requests.received", PERSON): 7})),
        _document(bureau, 2021, _facts(_cells(5, 2, 6, 1) | rules_2021 | _reconsideration(1, 1, 2))),
        _document(bureau, 2022, _facts(_cells(9, 1, 9, 0) | _reconsideration(1, 1, None)), findings=(broken,)),
        # Its neighbour, one year with blanks and prose; in 2021 it carried in what nobody had carried out.
        _document(
            finance,
            2020,
            (
                *_facts(_cells(20, 1, 20, 1) | {("requests.carried_in", TOTAL): None}),
                *_facts({("requests.received", "all"): 12}, "narrative", 50),
                *_facts({("complaints.received", "all"): 3}, "narrative", 60),
            ),
            findings=(contradiction,),
        ),
        _document(finance, 2021, _facts(_cells(30, 3, 33, 0))),
        # The government speaks for the whole region, its office says the same again; a township does not.
        # Of rules, the one leaves blank what a bureau states, and the other contradicts it.
        _document(government, 2021, _facts(_cells(100, 0, 100, 0) | whole_rules), scope="region"),
        _document(f"{government}办公室", 2021, _facts(_cells(100, 0, 100, 0) | office_rules), scope="region"),
        _document("绿园区西新镇人民政府", 2021, _facts(_cells(7, 0, 7, 0)), scope="region"),
        # Another district: re-published on the 9th; a poorer copy elsewhere; a document read by an older version.
        _document("荔湾区应急管理局", 2021, _facts(_cells(1, 0, 1, 0)), region=LIWAN, day=1),
        _document("荔湾区应急管理局", 2021, _facts(_cells(2, 0, 2, 0)), region=LIWAN, day=9),
        _document("荔湾区应急管理局", 2021, (), region=LIWAN, day=20, at="print", published_on=LATE),
        _document("荔湾区财政局", 2021, _facts(_cells(3, 0, 3, 0)), region=LIWAN, version="2026.1.9", sha="again"),
        _document("荔湾区财政局", 2021, _facts(_cells(4, 0, 4, 0)), region=LIWAN, version="2026.1.10", sha="again"),
        # Read as a report once and no longer; two documents that name neither agency nor year.
        _document("荔湾区教育局", 2021, _facts(_cells(5, 0, 5, 0)), region=LIWAN, version="2026.1.1", sha="was"),
        _document("荔湾区教育局", 2021, (), region=LIWAN, version="2026.2.1", sha="was", outcome="not_a_report"),
        # A third district, with outcomes, disputes and channels: the answers of the examples in the marts' comments.
        _document("越秀区人民政府", 2023, _outcomes_and_channels(), region=YUEXIU, scope="region"),
        _document(None, None, _facts({("requests.received", "all"): 1}, "narrative"), at="a"),
        _document(None, None, _facts({("requests.received", "all"): 2}, "narrative"), at="b"),
    ]


def _snapshots() -> dict[str, list[dict[str, Any]]]:
    """A night's facts of the ledger: one column that was not read well, one of its links, and one review."""
    night = datetime.datetime(2024, 2, 15, tzinfo=datetime.UTC)
    seen = {"first_seen": night, "last_seen": night, "is_listed": True, "is_attachment": False}
    link = {"link_id": 1, "source_id": "Portal", "url": "https://portal.example/1.html", "title": "年报", **seen}
    crawl = {"source_id": "Portal", "family": "trs", "url": "https://portal.example/", "outcome": "changed"}
    sha256 = _document("绿园区财政局", 2021, ()).sha256
    cell = {"sha256": sha256, "code": "requests.received", "applicant": "all", "channel": "all", "label": ""}
    said = {"verdict": "corrected", "value": Decimal(31), "reviewed_by": "甲", "reason": "…", "reviewed_at": night}
    asked = {"sources": [], "report_years": [], "started_at": night, "sources_crawled": 1}
    return {
        "link": [{**link, "kind": "report", "outcome": "failed"}],
        "crawl_run": [{"run_id": 1, "kind": "nightly_crawl", **asked}],
        "last_crawl": [crawl],
        "review": [{"review_id": 1, **cell, **said}],
    }


def build_warehouse(
    folder: Path,
    staged: Sequence[StagedDocument],
    terms: Sequence[IdentityTerm],
    current: Sequence[CurrentDocument] = (),
    snapshots: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> tuple[Path, BuildResult]:
    """A warehouse in the folder with these documents loaded and its marts built, and what the build said.

    `snapshots`: rows of further snapshot tables by name; columns that are left out are NULL.
    """
    database = folder / "night of the 1st.duckdb"
    write_batch(folder / "staging", "n1", staged)
    rows = {"current_document": [dataclasses.asdict(row) for row in current], **(snapshots or {})}
    for name, staged_rows in rows.items():
        write_snapshot(folder / "staging", METADATA.tables[f"{SCHEMA}.{name}"], staged_rows)
    load_batches(database, folder / "staging", load_metrics().values(), terms)
    return database, build_marts(database)


@pytest.fixture(scope="session")
def sql_corpus() -> SimpleNamespace:
    """What other modules make and build corpora of their own with."""
    return SimpleNamespace(document=_document, facts=_facts, cells=_cells, build=build_warehouse)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildResult]:
    """The warehouse file with its marts, and what the build said."""
    return build_warehouse(tmp_path_factory.mktemp("warehouse"), _corpus(), _terms(), (), _snapshots())


@pytest.fixture(scope="session")
def query(built: tuple[Path, BuildResult]) -> Query:
    """Asks the built warehouse."""

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(built[0]), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run

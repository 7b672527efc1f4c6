"""Hand-made readings and a place to load them."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.document import Locator
from load.rows import StagedDocument
from transform.model import Fact, Finding, RawRow, Reading, Report, Suggestion

Stage = Callable[..., StagedDocument]
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "var" / "warehouse.duckdb"


@pytest.fixture
def query(database: Path) -> Query:
    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


@pytest.fixture
def stage() -> Stage:
    """Makes a staged report out of a name; every part of it may be replaced."""

    def make(
        name: str,
        *,
        value: Decimal | None = Decimal(12),
        version: str = "2026.1.1",
        facts: tuple[Fact, ...] | None = None,
        outcome: str = "report",
    ) -> StagedDocument:
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        report = Report(
            title=f"{name}2020年政府信息公开工作年度报告",
            report_year=2020,
            form="2019",
            agency=name,
            region_code="220106",
            region_name="绿园区",
            region_year=2020,
            scope="own",
            published_on=datetime.date(2021, 1, 20),
            url=f"https://portal.example/{name}.html",
            parts=(sha256,),
            extractor_version=version,
        )
        received = Fact(
            code="requests.received",
            value=value,
            unit="件",
            raw="12件",
            state="reported",
            source="table",
            applicant="total",
            raw_unit="件",
            locator=Locator(path="/html[1]/body[1]/table[2]/tr[3]/td[9]", bbox=(1.5, 2, 30, 40)),
        )
        finding = Finding(
            rule="identity.balance",
            severity="error",
            codes=("requests.received", "requests.concluded"),
            message="12 ≠ 13",
            verdict="source",
            observed=Decimal(12),
            expected=Decimal(13),
            applicant="total",
            suggestion=Suggestion("requests.received", "total", Decimal(13), ("balance.total",)),
        )
        row = RawRow(("公开机构领导",), ("3", ""), Locator(line=7, column=2))
        reading = Reading("report", None, report, (received,) if facts is None else facts, (row,), (finding,))
        if outcome != "report":
            reading = Reading(outcome, "没有统计数字")  # type: ignore[arg-type]
        fetched_at = datetime.datetime(2021, 2, 1, 12, tzinfo=datetime.UTC)
        return StagedDocument(sha256, "text/html", report.url, "Portal", "年报", fetched_at, reading)

    return make


@pytest.fixture
def python_holding() -> Callable[[str], AbstractContextManager[subprocess.Popen[str]]]:
    """Runs code in another process, which then holds what it took until it is killed (-9) at the end."""

    @contextmanager
    def run(code: str) -> Iterator[subprocess.Popen[str]]:
        script = f"{code}\nprint('ready', flush=True)\nimport time; time.sleep(60)"
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()
            process.communicate()

    return run


@pytest.fixture
def reader() -> Iterator[Callable[[Path], Callable[[], str]]]:
    """Opens a database read-only in another process, which counts a mart's rows each time it is asked."""
    processes: list[subprocess.Popen[str]] = []

    def start(path: Path) -> Callable[[], str]:
        code = (
            "import duckdb, sys; connection = duckdb.connect(sys.argv[1], read_only=True)\n"
            "for _ in sys.stdin:\n"
            "    print(connection.execute('SELECT count(*) FROM mart_report_metric').fetchall()[0][0], flush=True)"
        )
        pipe = subprocess.PIPE
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=pipe, stdout=pipe, text=True)
        processes.append(process)

        def ask() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("?\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        return ask

    yield start
    for process in processes:
        process.kill()
        process.communicate()

"""A night through Airflow: the same warehouse as without it, and an honest end when a step fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

SOURCES = json.dumps({"sources": ["SampleHanweb", "SampleTRS"]})
#: What may differ between two runs over the same portal.
BOOKKEEPING = {"batch_id", "fetched_at", "since"}
COMPARED = (
    "raw.document",
    "raw.current_document",
    "raw.fact",
    "raw.raw_row",
    "raw.finding",
    "raw.metric",
    "raw.identity_term",
    "main.mart_report_metric",
    "main.mart_district_year",
    "main.mart_district_series",
    "main.findings",
)


@pytest.fixture(scope="module")
def night(make_airflow: Callable[[str], Any]) -> Any:
    airflow = make_airflow("night")
    code, log = airflow.run("dags", "test", "nightly_crawl", "--conf", SOURCES)
    assert code == 0, log[-3000:]
    return airflow


def published(home: Path) -> str:
    return str(home / "published" / "gongkai.duckdb")


def test_a_night_gives_the_warehouse_of_the_direct_run(night: Any, direct_run: Any) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published(night.home)}' AS night (READ_ONLY)")
        connection.execute(f"ATTACH '{published(direct_run.home)}' AS direct (READ_ONLY)")
        for table in COMPARED:
            rows = {home: rows_of(connection, f"{home}.{table}") for home in ("night", "direct")}
            assert rows["night"] == rows["direct"], table
            assert rows["night"] or table == "raw.raw_row", table


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    relation = connection.table(table)
    kept = [f'"{column}"' for column in relation.columns if column not in BOOKKEEPING]
    return sorted(relation.project(", ".join(kept)).fetchall(), key=repr)


def test_a_second_night_fetches_nothing_and_ends_as_well(night: Any, sample_portal: Any) -> None:
    sent = sample_portal.documents_sent()
    code, log = night.run("dags", "test", "nightly_crawl", "--conf", SOURCES)
    assert code == 0, log[-3000:]
    assert sample_portal.documents_sent() == sent
    first, second = night.summaries[:2]
    assert second["fetched"]["unchanged"] == first["fetched"]["new"]
    assert second["published"]["all_findings"] == first["published"]["all_findings"]


def test_a_night_whose_loading_fails_says_so_and_yesterdays_database_stands(night: Any) -> None:
    before = Path(published(night.home)).stat().st_mtime_ns
    (night.home / "staging" / "run99999999-torn").mkdir()
    code, _ = night.run("dags", "test", "nightly_crawl", "--conf", SOURCES)
    (night.home / "staging" / "run99999999-torn").rmdir()
    assert code != 0
    assert Path(published(night.home)).stat().st_mtime_ns == before
    assert night.summaries[-1]["sources"] == {"crawled": 2}

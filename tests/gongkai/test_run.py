"""The main job without Airflow, end to end: crawl the sample portal, read, load, build, publish; then once more."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.ledger import Ledger
from gongkai import planning, steps
from gongkai.files import import_files
from gongkai.summary import run_to_summary, summary_to_rows
from load.stamp import write_stamp


@pytest.fixture(scope="module")
def published(direct_run: Any) -> Path:
    file: Path = direct_run.home / "published" / "gongkai.duckdb"
    assert file.is_file(), direct_run.ran[0].stderr
    return file


@pytest.fixture(scope="module")
def corpus_answers(sample_portal: Any) -> list[dict[str, Any]]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((sample_portal.corpus / "answers").glob("*.json"))]


def test_both_runs_go_through_and_say_what_they_did(direct_run: Any) -> None:
    for ran in direct_run.ran:
        assert ran.returncode == 0, ran.stderr
    first, second = direct_run.summaries
    assert first["sources"] == second["sources"] == {"crawled": 2}
    assert first["listed"] == second["listed"] > 60
    assert first["fetched"]["new"] == second["fetched"]["unchanged"] > 60
    assert first["failures"] == second["failures"] == []
    assert first["published"]["documents"] == first["fetched"]["new"] == sum(first["extracted"].values())
    for word in ("crawled", "listed", "fetched", "read", "loaded", "published"):
        assert word in direct_run.ran[0].stdout


def test_the_second_run_fetches_reads_and_loads_nothing(direct_run: Any, published: Path) -> None:
    first, second = direct_run.summaries
    assert direct_run.documents_sent == (first["fetched"]["new"], 0)
    assert second["extracted"] == {}
    assert second["published"]["documents"] == 0
    assert second["published"]["all_reports"] == first["published"]["all_reports"]
    assert second["published"]["all_findings"] == first["published"]["all_findings"]
    with duckdb.connect(str(published), read_only=True) as connection:
        documents, distinct = connection.execute(
            "SELECT count(*), count(DISTINCT sha256) FROM raw.document"
        ).fetchall()[0]
    assert documents == distinct


def test_every_document_of_the_corpus_is_accounted_for(direct_run: Any, corpus_answers: list[dict[str, Any]]) -> None:
    (first, _) = direct_run.summaries
    expected = Counter(answer["outcome"] for answer in corpus_answers)
    assert first["extracted"]["report"] == expected["report"]
    assert first["not_reports"] + first["extracted"]["not_a_report"] == expected["not_a_report"]


def test_the_published_database_answers(direct_run: Any, run_gongkai: Any) -> None:
    sql = "SELECT region_name, value FROM mart_district_year WHERE code = 'requests.received' AND report_year = 2022"
    ran = run_gongkai("query", "--csv", sql, **direct_run.environment)
    assert ran.code == 0, ran.err
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) >= 5
    assert any(float(row["value"] or 0) > 0 for row in rows)
    shown = run_gongkai("query", sql, **direct_run.environment)
    assert shown.code == 0
    assert rows[0]["region_name"] in shown.out


def test_each_number_leads_to_its_cell_in_the_archived_original(direct_run: Any, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        places = connection.execute(
            "SELECT sha256, locator, source, state FROM provenance WHERE state <> 'missing'"
            " ORDER BY md5(sha256 || code || applicant) LIMIT 200"
        ).fetchall()
    assert len(places) == 200
    for sha256, locator, source, state in places:
        assert (direct_run.home / "archive" / sha256[:2] / sha256).is_file()
        assert locator is not None, (source, state)
        assert locator["path"] or locator["line"] or (locator["page"] and locator["bbox"]), locator


def test_status_tells_how_things_stand(direct_run: Any, run_gongkai: Any) -> None:
    ran = run_gongkai("status", **direct_run.environment)
    assert ran.code == 0, ran.err
    # One agency of the roster publishes nothing, and one report is none by its text.
    for expected in ("SampleTRS", "SampleHanweb", "crawled", "24 of 28", "2021, 2022, 2023", "gongkai.duckdb"):
        assert expected in ran.out


def test_status_verifies_every_archived_object(direct_run: Any, run_gongkai: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(direct_run.home / "archive", home / "archive")
    shutil.copyfile(direct_run.home / "ledger.sqlite", home / "ledger.sqlite")
    ran = run_gongkai("status", "--verify", GONGKAI_HOME=str(home))
    assert ran.code == 0, ran.err
    assert "Archive: 65 of 65 objects hold what the ledger says\n" in ran.out
    missing, altered, torn, *_ = sorted(path for path in (home / "archive").rglob("*") if path.is_file())
    missing.unlink()
    altered.write_bytes(altered.read_bytes()[:-1] + b"?")
    torn.write_bytes(b"")
    ran = run_gongkai("status", "--verify", GONGKAI_HOME=str(home))
    assert ran.code == 2
    assert "Archive: 62 of 65 objects" in ran.out
    lines = [line for line in ran.err.splitlines() if line.startswith("gongkai: http://127.0.0.1")]
    for path, told in ((missing, "the archive holds no"), (altered, "holds other bytes"), (torn, "holds other bytes")):
        (line,) = (line for line in lines if path.name in line)
        assert told in line


def test_the_published_database_cannot_be_written(direct_run: Any, run_gongkai: Any, tmp_path: Path) -> None:
    for sql in ("DELETE FROM raw.fact", f"COPY (SELECT 1) TO '{tmp_path}/out.csv'", "ATTACH 'other.duckdb'"):
        ran = run_gongkai("query", sql, **direct_run.environment)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), sql
    assert not (tmp_path / "out.csv").exists()
    broken = run_gongkai("query", "SELEC 1", **direct_run.environment)
    assert (broken.code, broken.err.count("\n")) == (2, 1)


def test_what_dbt_warns_of_is_in_the_summary(direct_run: Any, published: Path, tmp_path: Path) -> None:
    assert [summary["published"]["warnings"] for summary in direct_run.summaries] == [[], []]
    warning = "test rule_and_reader_agree: Got 3 results, configured to warn if != 0"
    copy = tmp_path / published.name
    copy.write_bytes(published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        write_stamp(connection, [warning])
    with Ledger(f"sqlite:///{direct_run.home / 'ledger.sqlite'}") as ledger:
        summary = run_to_summary(ledger, 1, tmp_path)
    assert ("warnings", warning) in summary_to_rows(summary)
    assert "warnings" not in dict(summary_to_rows(direct_run.summaries[0]))


def test_what_is_published_is_counted_in_reports_not_in_readings(
    direct_run: Any, published: Path, tmp_path: Path
) -> None:
    """A newer extractor reads every document once more, and there are no more reports for it."""
    copy = tmp_path / published.name
    copy.write_bytes(published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute("INSERT INTO raw.document SELECT * REPLACE ('older' AS extractor_version) FROM raw.document")
        (reports,) = connection.execute("SELECT count(DISTINCT report_id) FROM mart_report_metric").fetchone() or (0,)
    with Ledger(f"sqlite:///{direct_run.home / 'ledger.sqlite'}") as ledger:
        summary = run_to_summary(ledger, 1, tmp_path)
    assert summary["published"]["all_reports"] == reports == direct_run.summaries[0]["published"]["all_reports"]


def test_a_page_that_returns_to_earlier_bytes_is_published_as_it_is_now(
    sample_portal: Any, corpus_answers: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "var"))
    reports = [each["file"] for each in corpus_answers if each["outcome"] == "report"]
    name = next(file for file in reports if file.endswith(".html"))
    first = (sample_portal.corpus / name).read_bytes()
    file = tmp_path / "report.html"
    for content in (first, first + b"<!-- corrected -->", first):
        file.write_bytes(content)
        url = "https://portal.example/report.html"
        ((_, _, problem),) = import_files([str(file)], url=url, agency=None, report_year=None, source_id=None)
        assert problem is None
        for batch in planning.plan_batches():
            steps.read_batch(1, batch)
    steps.load_staged()
    # As if another run had loaded this since the build: what is published is built from it first.
    with duckdb.connect(steps.publish_snapshot(), read_only=True) as connection:
        versions = connection.execute(
            "SELECT sha256, is_current FROM staging.stg_reports ORDER BY fetched_at"
        ).fetchall()
    assert [is_current for _, is_current in versions] == [True, False]
    assert versions[0][0] == hashlib.sha256(first).hexdigest()

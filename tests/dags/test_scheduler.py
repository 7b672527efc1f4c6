"""Nights, a backfill and a re-read by the real scheduler, through faults; each ends with the direct run's warehouse.

One Airflow goes through all of it, in the order of the tests: to start it costs more than a night.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.faults

YEARS = range(2019, 2024)
NEW, CHANGED, DELETED = slice(0, 3), 3, 4
"""Of the documents of one source: those that appear, that change and that go before the second night."""
COMMAND = str(Path(sys.executable).with_name("gongkai"))


@pytest.fixture(scope="module")
def direct(portal: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`direct()`: the published database after one more `gongkai run` in a home of its own."""
    home = tmp_path_factory.mktemp("direct")
    environment = os.environ | {"GONGKAI_HOME": str(home), "GONGKAI_SAMPLE_PORTAL": portal.url}

    def run() -> Path:
        ran = subprocess.run(
            [COMMAND, "run"], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return home / "published" / "gongkai.duckdb"

    return run


@pytest.fixture(scope="module")
def later(portal: Any) -> Any:
    """The documents that the portal will have; until then three are missing, and one is as it was first."""
    whole = portal.corpus
    listed = [document for document in whole.documents if document.source == "SampleTRS"]
    portal.corpus = replace(whole, documents=tuple(each for each in whole.documents if each not in listed[NEW]))
    portal.corpus.save()
    changed = whole.folder / listed[CHANGED].file

    def change() -> None:
        changed.write_bytes(changed.read_bytes().replace("政府信息".encode(), "政务信息".encode(), 1))
        kept = tuple(document for document in whole.documents if document != listed[DELETED])
        portal.corpus = replace(whole, documents=kept)
        portal.corpus.save()

    return change


def ledger_rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "ledger.sqlite", timeout=60) as connection:
        return connection.execute(sql).fetchall()


def test_a_night_whose_portal_is_down_at_first_and_whose_worker_is_killed(live: Any, portal: Any, later: Any) -> None:
    live.wait("DAG", lambda: live.ask("GET", "/api/v2/dags/nightly_crawl"))
    run = live.trigger("nightly_crawl", sources=["SampleTRS"])
    live.wait("third attempt", lambda: live.tasks(run).get("crawl_0", {}).get("try_number") == 3)
    portal.open()
    reader = live.wait("reader", lambda: readers_of(live), every=0.1)
    for process in ancestors(reader[0], live.processes["scheduler"].pid):
        os.kill(process, signal.SIGKILL)
    assert live.wait_for_end(run) == "success"
    tasks = live.tasks(run)
    assert tasks["crawl_0"]["try_number"] == 3
    assert tasks["read_0"]["try_number"] == 2
    (summary,) = live.summaries
    assert (summary["stopped"], summary["failures"], summary["sources"]) == (None, [], {"crawled": 1})
    expected = [document for document in portal.corpus.documents if document.source == "SampleTRS"]
    assert summary["fetched"]["new"] + summary["not_reports"] == len(expected)
    assert summary["published"]["documents"] == sum(summary["extracted"].values()) == summary["fetched"]["new"]


def readers_of(live: Any) -> list[int]:
    """The reader processes that tasks of this Airflow have started."""
    return [
        int(file.parent.name)
        for file in Path("/proc").glob("[0-9]*/cmdline")
        if b"gongkai.reader" in read(file) and str(live.home).encode() in read(file.with_name("environ"))
    ]


def ancestors(pid: int, of: int) -> list[int]:
    """The processes between one and the scheduler: the task, and the worker that watches over it."""
    found = []
    while (pid := int(read(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()[1])) not in {of, 1}:
        found.append(pid)
    return found


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_a_backfill_beside_a_night_makes_one_run_a_year_and_each_touches_its_year_only(
    live: Any, portal: Any, direct: Any, assert_same_warehouse: Any
) -> None:
    before = len(live.summaries)
    code, out = live.run(
        *("backfill", "create", "--dag-id", "backfill_years"),
        *("--from-date", f"{YEARS[0]}-01-01", "--to-date", f"{YEARS[-1]}-12-31"),
        *("--dag-run-conf", json.dumps({"sources": ["SampleHanweb"]})),
    )
    assert code == 0, out
    night = live.trigger("nightly_crawl", sources=["SampleTRS"])
    runs = live.wait("five runs", lambda: all_ended(live, len(YEARS)))
    assert {run["partition_key"]: run["state"] for run in runs} == {str(year): "success" for year in YEARS}
    assert live.wait_for_end(night) == "success"

    summaries = live.summaries[before:]
    assert sorted(summary["kind"] for summary in summaries) == ["backfill_years"] * len(YEARS) + ["nightly_crawl"]
    assert all(summary["stopped"] is None and not summary["failures"] for summary in summaries)
    fetched = ledger_rows(
        live.home,
        "SELECT DISTINCT run.parameters, link.report_year FROM fetch JOIN run ON run.id = fetch.run_id"
        " JOIN link ON link.id = fetch.link_id WHERE run.kind = 'backfill_years' AND link.report_year IS NOT NULL",
    )
    assert sorted((json.loads(asked)["report_years"], year) for asked, year in fetched) == [
        ([year], year) for year in YEARS
    ]
    with duckdb.connect(str(live.published), read_only=True) as connection:
        loaded = connection.execute(
            "SELECT DISTINCT left(batch_id, 11), report_year FROM raw.document"
            " WHERE source_id = 'SampleHanweb' AND outcome = 'report' ORDER BY 2"
        ).fetchall()
    assert [year for _, year in loaded] == list(YEARS)
    assert len({run for run, _ in loaded}) == len(YEARS)
    assert_same_warehouse(live.published, direct())


def all_ended(live: Any, count: int) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = live.ask("GET", "/api/v2/dags/backfill_years/dagRuns")["dag_runs"]
    return runs if len(runs) == count and all(run["state"] in {"success", "failed"} for run in runs) else []


def test_a_second_night_whose_scheduler_is_killed_and_started_again(
    live: Any, portal: Any, later: Any, direct: Any, assert_same_warehouse: Any
) -> None:
    portal.shut()
    later()
    portal.open()
    run = live.trigger("nightly_crawl")
    live.wait("crawl", lambda: live.tasks(run).get("crawl_0", {}).get("state") in {"running", "success"})
    live.kill("scheduler")
    live.start("scheduler", "--skip-serve-logs")
    assert live.wait_for_end(run) == "success"
    summary = live.summaries[-1]
    assert (summary["stopped"], summary["failures"], summary["sources"]) == (None, [], {"crawled": 2})
    assert (summary["fetched"]["new"], summary["fetched"]["changed"]) == (3, 1)
    assert summary["published"]["documents"] == 4
    assert_same_warehouse(live.published, direct())


def test_a_re_read_shows_what_changes_and_waits_to_be_approved(
    live: Any, make_older: Any, assert_same_warehouse: Any
) -> None:
    expected = live.home / "expected.duckdb"
    shutil.copyfile(live.published, expected)
    make_older(live.home)
    before = live.published.stat().st_mtime_ns
    run = live.trigger("reprocess_archive", stop_above_percent=0)
    live.wait("question", lambda: live.tasks(run)["approve"]["state"] == "awaiting_input")
    assert live.published.stat().st_mtime_ns == before
    detail = live.ask("GET", f"{run}/taskInstances/approve/-1/hitlDetails")
    assert "1 changed, 1 added, 1 gone" in detail["body"]
    assert answer(live, run, "Approve") == "success"
    summary = live.summaries[-1]
    counts = summary["difference"]["total"]
    assert (counts["changed"], counts["added"], counts["gone"]) == (1, 1, 1)
    assert counts["same"] > 1000
    assert summary["fetched"]["new"] == 0
    assert_same_warehouse(live.published, expected)


def test_other_dags_see_when_it_is_published(live: Any) -> None:
    (asset,) = live.ask("GET", "/api/v2/assets?name_pattern=gongkai_published")["assets"]
    assert {task["dag_id"] for task in asset["producing_tasks"]} == {
        "nightly_crawl",
        "backfill_years",
        "reprocess_archive",
    }
    events = live.ask("GET", f"/api/v2/assets/events?asset_id={asset['id']}")["asset_events"]
    assert len(events) == len(live.summaries)


def test_a_year_is_read_anew_out_of_the_archive_alone(live: Any, portal: Any, make_older: Any) -> None:
    portal.shut()
    make_older(live.home, "2020.2")
    before = len(live.summaries)
    code, out = live.run(
        *("backfill", "create", "--dag-id", "backfill_years", "--reprocess-behavior", "completed"),
        *("--from-date", f"{YEARS[0]}-01-01", "--to-date", f"{YEARS[0]}-12-31"),
        *("--dag-run-conf", json.dumps({"archive_only": True})),
    )
    assert code == 0, out
    live.wait("summary", lambda: len(live.summaries) > before)
    summary = live.summaries[-1]
    assert (summary["kind"], summary["stopped"], summary["failures"]) == ("backfill_years", None, [])
    assert sum(summary["fetched"].values()) == 0
    assert sum(summary["extracted"].values()) > 0
    assert ledger_rows(
        live.home,
        "SELECT DISTINCT link.report_year FROM extraction"
        " JOIN fetch USING (sha256) JOIN link ON link.id = fetch.link_id"
        " WHERE extraction.extractor_version NOT LIKE '2020.%' AND link.report_year IS NOT NULL",
    ) == [(YEARS[0],)]


def test_what_is_rejected_is_held_and_published_when_it_is_wanted(
    live: Any, make_older: Any, assert_same_warehouse: Any
) -> None:
    make_older(live.home, "2020.3")
    before = live.published.stat().st_mtime_ns
    run = live.trigger("reprocess_archive", stop_above_percent=0)
    live.wait("question", lambda: live.tasks(run)["approve"]["state"] == "awaiting_input")
    answer(live, run, "Reject")
    assert live.published.stat().st_mtime_ns == before
    assert "not approved" in live.summaries[-1]["stopped"]
    run = live.trigger("reprocess_archive", stop_above_percent=100)
    assert live.wait_for_end(run) == "success"
    assert live.summaries[-1]["stopped"] is None
    assert live.summaries[-1]["extracted"] == {}, "what was held is not read again"
    assert_same_warehouse(live.published, live.home / "expected.duckdb")


def test_any_task_of_a_night_may_be_cleared(live: Any, portal: Any, assert_same_warehouse: Any) -> None:
    """Run again by itself, each does what it did; the warehouse is as it was, and nothing is fetched twice."""
    portal.open()
    run = live.trigger("nightly_crawl")
    assert live.wait_for_end(run) == "success"
    runs = len(live.summaries)
    for task_id in ("crawl", "plan_batches", "load_warehouse", "build_marts", "publish", "summarise"):
        cleared = {"dag_run_id": run.rpartition("/")[2], "task_ids": [task_id], "dry_run": False, "only_failed": False}
        live.ask("POST", "/api/v2/dags/nightly_crawl/clearTaskInstances", {**cleared, "reset_dag_runs": True})
        assert live.wait_for_end(run) == "success", task_id
    assert len(live.summaries) == runs
    assert live.summaries[-1]["failures"] == []
    assert_same_warehouse(live.published, live.home / "expected.duckdb")


def answer(live: Any, run: str, choice: str) -> str:
    """Answer as often as it is asked, and give the state in which the run ended.

    To an answer that comes before Airflow's scheduler has seen that the task waits, it says that the task was lost, and
    asks once more.
    """

    def ended() -> Any:
        if live.tasks(run)["approve"]["state"] == "awaiting_input":
            time.sleep(5)
            live.ask("PATCH", f"{run}/taskInstances/approve/-1/hitlDetails", {"chosen_options": [choice]})
        return {"success", "failed"} & {live.ask("GET", run)["state"]}

    return str(live.wait("answer", ended).pop())

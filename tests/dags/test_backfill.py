"""Past years through Airflow's own backfill, run by the real scheduler: one run a year, each touching its year only."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import duckdb
import pytest

YEARS = (2020, 2021)
DEADLINE_SECONDS = 240


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def scheduler(make_airflow: Callable[[str], Any]) -> Iterator[Any]:
    """An Airflow whose scheduler, DAG processor and API server run."""
    airflow = make_airflow("backfill")
    port = free_port()
    airflow.environment.update(
        {
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "3",
        }
    )
    with ExitStack() as stack:
        for command in (
            ("api-server", "--port", str(port), "--workers", "1"),
            ("dag-processor",),
            ("scheduler", "--skip-serve-logs"),
        ):
            out = stack.enter_context((airflow.home / f"{command[0]}.log").open("w"))
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", *command],
                env=airflow.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            stack.callback(stop, process)
        yield airflow


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, then make sure that its whole group has."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.terminate()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(airflow: Any, what: str, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            logs = {file.name: file.read_text("utf-8")[-3000:] for file in airflow.home.glob("*.log")}
            pytest.fail(f"no {what} within {DEADLINE_SECONDS} s: {logs}")
        time.sleep(2)


def runs(airflow: Any) -> dict[str, str]:
    """State of each run of the DAG by its report year, as Airflow tells it."""
    _, out = airflow.run("dags", "list-runs", "backfill_years", "--output", "json")
    listed = json.loads(out[out.index("[{") :]) if "[{" in out else []
    return {run["run_id"].split("__")[2]: run["state"] for run in listed}


def test_a_backfill_makes_one_run_a_year_and_each_touches_its_year_only(scheduler: Any) -> None:
    backfill = (
        *("backfill", "create", "--dag-id", "backfill_years"),
        *("--from-date", f"{YEARS[0]}-01-01", "--to-date", f"{YEARS[-1]}-12-31"),
        *("--dag-run-conf", json.dumps({"sources": ["SampleHanweb", "SampleTRS"]})),
    )
    # Until the DAG processor has found it, there is no such DAG.
    wait_for(scheduler, "DAG", lambda: scheduler.run(*backfill)[0] == 0)
    expected = {str(year): "success" for year in YEARS}
    wait_for(scheduler, "end of both runs", lambda: runs(scheduler) == expected)

    assert [summary["kind"] for summary in scheduler.summaries] == ["backfill_years"] * len(YEARS)
    published = str(scheduler.home / "published" / "gongkai.duckdb")
    with duckdb.connect(published, read_only=True) as connection:
        years = connection.execute("SELECT DISTINCT report_year FROM raw.document WHERE outcome = 'report'").fetchall()
        of_runs = connection.execute(
            "SELECT DISTINCT left(batch_id, 11), report_year FROM raw.document WHERE outcome = 'report' ORDER BY 2"
        ).fetchall()
    assert sorted(years) == [(year,) for year in YEARS]
    assert len({run for run, _ in of_runs}) == len(of_runs) == len(YEARS)

"""A night whose ledger, and whose Airflow, are on a PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
SECONDS_TO_START = 60


@pytest.fixture(scope="module")
def postgresql(free_port: Callable[[], int]) -> Iterator[str]:
    """The address of a new server's database, on a free port of this machine."""
    pytest.importorskip("psycopg")
    if not PROGRAMS:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    # The server runs as nobody's root, and must reach its folder, which pytest's own do not allow.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="gongkai-postgresql-"))
    shutil.chown(folder, user)
    run: dict[str, Any] = {"user": user, "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
    data, port = folder / "data", free_port()
    initialise = [PROGRAMS[-1], "-D", data, "-U", "gongkai", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initialise, check=True, capture_output=True, **run)
    server = [PROGRAMS[-1].with_name("postgres"), "-D", data, "-F", "-p", str(port)]
    server += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(server, stdout=log, stderr=subprocess.STDOUT, **run)
    try:
        yield ready(f"postgresql://gongkai@127.0.0.1:{port}/postgres", folder / "server.log")
    finally:
        # Ends at once, whoever is still connected.
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        shutil.rmtree(folder)


def ready(url: str, log: Path) -> str:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            engine.dispose()
            return url
        time.sleep(0.2)
    pytest.fail(log.read_text("utf-8"))


def test_a_night_on_a_postgresql_gives_the_warehouse_of_the_direct_run(
    postgresql: str, make_airflow: Callable[..., Any], sample_portal: Any, direct_run: Any, assert_same_warehouse: Any
) -> None:
    airflow = make_airflow(
        "postgresql",
        GONGKAI_SAMPLE_PORTAL=sample_portal.url,
        GONGKAI_LEDGER_URL=postgresql,
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=postgresql,
    )
    conf = json.dumps({"sources": ["SampleHanweb", "SampleTRS"]})
    code, log = airflow.run("dags", "test", "nightly_crawl", "--conf", conf)
    assert code == 0, log[-3000:]
    (summary,) = airflow.summaries
    assert (summary["stopped"], summary["failures"]) == (None, [])
    assert_same_warehouse(airflow.published, direct_run.home / "published" / "gongkai.duckdb")
    assert not list(airflow.home.rglob("*.sqlite"))
    assert not list(airflow.home.rglob("airflow.db"))
    with create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:")).connect() as connection:
        run = connection.execute(text("SELECT kind, summary ->> 'failure_count' FROM run")).one()
        tasks = connection.execute(text("SELECT count(*) FROM task_instance WHERE state = 'success'")).scalar_one()
    assert tuple(run) == ("nightly_crawl", "0")
    assert tasks >= 9


@pytest.mark.faults
def test_a_run_that_is_killed_on_a_postgresql_is_gone_on_with(
    postgresql: str, sample_portal: Any, direct_run: Any, assert_same_warehouse: Any, tmp_path: Path
) -> None:
    """kill -9 of all its processes in mid-crawl: what was fetched stays fetched, and the next run does the rest."""
    engine = create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE killed"))
    url = postgresql.rpartition("/")[0] + "/killed"
    environment = os.environ | {
        "GONGKAI_HOME": str(tmp_path),
        "GONGKAI_SAMPLE_PORTAL": sample_portal.url,
        "GONGKAI_LEDGER_URL": url,
    }
    command = [str(Path(sys.executable).with_name("gongkai")), "run"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, process_group=0)
    deadline = time.monotonic() + SECONDS_TO_START
    while fetched(tmp_path) < 15 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = fetched(tmp_path)
    assert 15 <= kept < 65
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    assert_same_warehouse(tmp_path / "published" / "gongkai.duckdb", direct_run.home / "published" / "gongkai.duckdb")
    summary = json.loads(sorted((tmp_path / "logs").glob("*-summary.json"))[-1].read_text("utf-8"))
    # But for one that was on its way.
    assert 65 - kept <= summary["fetched"]["new"] <= 65 - kept + 1


def fetched(home: Path) -> int:
    """How many documents the archive has."""
    return sum(1 for file in (home / "archive").rglob("*") if file.is_file())

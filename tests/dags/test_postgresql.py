"""A night whose ledger, and whose Airflow, are on a PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
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

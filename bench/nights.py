"""What a night costs beside its work: `python -m bench.nights`; figures in bench/README.md.

The real Airflow, as `make up` starts it, over a portal of 2,000 documents that have not changed since the night before.
Times are those of Airflow's own database, by the clock: waiting for the scheduler is what is measured, so nothing else
should run meanwhile. Ends with 1 where a target is missed.
"""

from __future__ import annotations

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from gongkai.airflow_home import airflow_environment, prepare_airflow
from gongkai.settings import environment_to_settings
from sample.generate import generate
from sample.portal import serve

DOCUMENTS, NIGHT_SECONDS = 2000, 60
"""All of a night that is not crawl, read or load takes at most this long."""
BATCHES, BATCH_SECONDS = 40, 1.5
WORK = ("crawl", "read", "load_warehouse")
DEADLINE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Night:
    """A run of the DAG, in seconds by the clock."""

    total: float
    tasks: dict[str, float]
    """What each task took, all its mapped instances together."""
    reading: float
    """From the beginning of the first mapped task of reading to the end of the last."""

    @property
    def rest(self) -> float:
        """All that is neither crawl, read nor load."""
        return self.total - sum(self.tasks.get(name, 0) for name in WORK)


class Home:
    """A home folder with a running Airflow."""

    def __init__(self, folder: Path, **environment: str) -> None:
        port = "18080"
        os.environ |= {
            "GONGKAI_HOME": str(folder),
            **environment,
            "AIRFLOW__API__PORT": port,
            "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        }
        self.folder, self.settings = folder, environment_to_settings()

    def command(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-c", "from gongkai.cli import main; main()", *arguments], check=True)

    @contextmanager
    def standalone(self) -> Iterator[None]:
        command = [sys.executable, "-c", "from gongkai.cli import main; main()", "airflow", "standalone"]
        with (self.folder / "standalone.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, process_group=0)
            try:
                wait_for(lambda: "Airflow is ready" in (self.folder / "standalone.log").read_text("utf-8"))
                yield
            finally:
                process.send_signal(signal.SIGINT)
                process.wait()

    def ask(self, sql: str, *values: str) -> list[Any]:
        """Airflow's own database."""
        with closing(sqlite3.connect(self.folder / "airflow" / "airflow.db", timeout=60)) as connection:
            return connection.execute(sql, values).fetchall()

    def night(self) -> Night:
        """Trigger one, and wait for its end."""
        run = f"bench-{time.time():.0f}"
        subprocess.run(
            [sys.executable, "-P", "-m", "airflow", "dags", "trigger", "nightly_crawl", "--run-id", run],
            env=airflow_environment(self.settings),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: self.ask("SELECT 1 FROM dag_run WHERE run_id = ? AND state = 'success'", run))
        ((begin, end),) = self.ask("SELECT start_date, end_date FROM dag_run WHERE run_id = ?", run)
        rows = self.ask("SELECT task_id, sum(duration) FROM task_instance WHERE run_id = ? GROUP BY 1", run)
        reads = self.ask(
            "SELECT min(start_date), max(end_date) FROM task_instance WHERE run_id = ? AND task_id = 'read'", run
        )
        tasks = {name: float(seconds or 0) for name, seconds in rows}
        return Night(_seconds(begin, end), tasks, _seconds(*reads[0]))


def _seconds(begin: str | None, end: str | None) -> float:
    """Between two moments of the database; 0 where a task was skipped."""
    if not begin or not end:
        return 0
    return (datetime.datetime.fromisoformat(end) - datetime.datetime.fromisoformat(begin)).total_seconds()


def wait_for(done: Callable[[], object]) -> None:
    """Ask every second until `done()` is true."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing within {DEADLINE_SECONDS} s")
        time.sleep(1)


def forget_readings(home: Path, documents: int) -> None:
    """So that these documents are read once more."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as connection, connection:
        connection.execute(
            "DELETE FROM extraction WHERE sha256 IN (SELECT sha256 FROM extraction ORDER BY sha256 LIMIT ?)",
            [documents],
        )


def main() -> None:
    """Measure, print, and say what is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Writing {DOCUMENTS} documents …", flush=True)
        generate(folder / "corpus", count=DOCUMENTS, formats=("html",), damaged=0)
        with serve(folder / "corpus") as url:
            home = Home(folder / "home", GONGKAI_SAMPLE_PORTAL=url, GONGKAI_BATCH_SIZE="200")
            home.command("run")
            prepare_airflow(home.settings)
            with home.standalone():
                night = home.night()
            forget_readings(home.folder, 2 * BATCHES)
            os.environ["GONGKAI_BATCH_SIZE"] = "2"
            with home.standalone():
                batches = Home(home.folder).night()
    rows = [
        (f"a night over {DOCUMENTS} unchanged documents, without crawl, read and load", night.rest, NIGHT_SECONDS),
        (f"one of {BATCHES} mapped batches of two documents", batches.reading / BATCHES, BATCH_SECONDS),
    ]
    table = Table("", "s", "target", title="Overhead of Airflow and dbt, by the clock")
    for title, seconds, target in rows:
        table.add_row(title, f"{seconds:.1f}", f"at most {target:g}" + ("" if seconds <= target else ", missed"))
    for task, seconds in sorted(night.tasks.items(), key=lambda item: -item[1]):
        table.add_row(f"  of that night: {task}", f"{seconds:.1f}", "")
    Console().print(table)
    sys.exit(any(seconds > target for _, seconds, target in rows))


if __name__ == "__main__":
    main()

"""An Airflow of the tests' own: a home to run commands in, and one whose scheduler runs and is asked over its API."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gongkai.airflow_home import airflow_environment, prepare_airflow, run_airflow
from gongkai.settings import environment_to_settings
from sample.corpus import Corpus
from sample.portal import serve

DEADLINE_SECONDS = 900
"""For one thing to happen: a busy machine may take ten times as long as an idle one."""
MARTS = (
    "raw.current_document",
    "staging.stg_reports",
    "staging.stg_facts",
    "staging.stg_findings",
    "main.mart_report_metric",
    "main.mart_district_year",
    "main.mart_district_series",
    "main.findings",
)
#: What may differ between two runs over the same portal.
BOOKKEEPING = {"batch_id", "fetched_at", "since", "document_id"}


@dataclass(frozen=True)
class Airflow:
    """A home folder with Airflow's database, our pools, and the settings that crawl a sample portal."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> tuple[int, str]:
        """An `airflow` command: its exit code and all it printed."""
        lines: list[str] = []
        code = run_airflow(arguments, self.environment, self.home / "logs" / "command.log", lines.append)
        return code, "".join(lines)

    @property
    def summaries(self) -> list[dict[str, Any]]:
        """Those of all runs so far, in the order of the runs."""
        return [json.loads(file.read_text("utf-8")) for file in sorted((self.home / "logs").glob("*-summary.json"))]

    @property
    def published(self) -> Path:
        return self.home / "published" / "gongkai.duckdb"


@dataclass(frozen=True)
class LiveAirflow(Airflow):
    """One whose scheduler, DAG processor and API server run; each is a process group of its own."""

    url: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def start(self, *command: str) -> None:
        with (self.home / f"{command[0]}.log").open("ab") as out:
            self.processes[command[0]] = subprocess.Popen(
                [sys.executable, "-m", "airflow", *command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def kill(self, name: str) -> None:
        """As a machine that loses its power: the process and all it started are gone at once."""
        process = self.processes.pop(name)
        for child in [*descendants(process.pid), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.wait()

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A call of Airflow's public API."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)  # noqa: S310 (our own server)
        request.add_header("Content-Type", "application/json")
        if path != "/auth/token":
            if "token" not in self.known:
                self.known["token"] = self.ask("GET", "/auth/token")["access_token"]
            request.add_header("Authorization", f"Bearer {self.known['token']}")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run by hand; gives its path in the API."""
        runs = f"/api/v2/dags/{dag_id}/dagRuns"
        return f"{runs}/{self.ask('POST', runs, {'logical_date': None, 'conf': conf})['dag_run_id']}"

    def tasks(self, run: str) -> dict[str, dict[str, Any]]:
        """The task instances of a run by their names, mapped ones with their number."""
        listed = self.ask("GET", f"{run}/taskInstances")["task_instances"]
        return {task["task_id"] + (f"_{task['map_index']}" if task["map_index"] >= 0 else ""): task for task in listed}

    def wait(self, what: str, done: Callable[[], Any], every: float = 1.0) -> Any:
        """What `done` gives once it is true."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                if result := done():
                    return result
            if time.monotonic() > deadline:
                logs = {file.name: file.read_text("utf-8", "replace")[-3000:] for file in self.home.glob("*.log")}
                pytest.fail(f"no {what} within {DEADLINE_SECONDS} s: {logs}")
            time.sleep(every)

    def wait_for_end(self, run: str) -> str:
        """The state in which a run ended."""
        ended = {"success", "failed"}
        state: str = self.wait(f"end of {run}", lambda: ended & {self.ask("GET", run)["state"]}).pop()
        return state


@dataclass
class Portal:
    """A sample portal on one port that can be shut, and opened again with other documents."""

    corpus: Corpus
    port: int
    _open: contextlib.ExitStack | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        self._open = contextlib.ExitStack()
        self._open.enter_context(serve(self.corpus.folder, self.port))

    def shut(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    return find_free_port


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and theirs."""
    parents: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(file.read_text().rpartition(")")[2].split()[1]), []).append(int(file.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def rows_of(published: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table as an analyst finds them, without bookkeeping and in a fixed order."""
    with duckdb.connect(str(published), read_only=True) as connection:
        relation = connection.sql(f"FROM {table}")
        if "is_current" in relation.columns:
            relation = relation.filter("is_current")
        kept = [f'"{column}"' for column in relation.columns if column not in BOOKKEEPING]
        return sorted(relation.project(", ".join(kept)).fetchall(), key=repr)


@pytest.fixture(scope="session")
def assert_same_warehouse() -> Callable[[Path, Path], None]:
    """Two published databases hold the same, row by row."""

    def check(one: Path, other: Path) -> None:
        for table in MARTS:
            found, expected = rows_of(one, table), rows_of(other, table)
            assert expected, table
            assert found == expected, table

    return check


@pytest.fixture(scope="session")
def make_airflow(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Airflow]:
    """`make_airflow("night", GONGKAI_SAMPLE_PORTAL=url)`: a new home folder, ready to run DAGs."""

    def make(name: str, **environment: str) -> Airflow:
        home = tmp_path_factory.mktemp(name)
        ours = {variable: value for variable, value in environment.items() if variable.startswith("GONGKAI_")}
        settings = environment_to_settings({"GONGKAI_HOME": str(home), **ours})
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in environment.items():
                patch.setenv(variable, value)
            prepare_airflow(settings)
            return Airflow(home, airflow_environment(settings))

    return make


@pytest.fixture(scope="module")
def airflow_in_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Airflow importable in this process: it makes its home folder when it is imported.

    What it leaves in the environment must not reach the commands that other modules start.
    """
    home = tmp_path_factory.mktemp("imported")
    before = dict(os.environ)
    environment = airflow_environment(environment_to_settings({"GONGKAI_HOME": str(home)}))
    os.environ.update({name: value for name, value in environment.items() if name.startswith("AIRFLOW")})
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of forty pages of five report years, not open yet."""
    from sample.generate import generate  # noqa: PLC0415 (reportlab and its like, for those who need it)

    corpus = generate(tmp_path_factory.mktemp("pages"), count=40, formats=("html",), damaged=0.1)
    portal = Portal(corpus, find_free_port())
    yield portal
    portal.shut()


@pytest.fixture(scope="module")
def live(make_airflow: Callable[..., Airflow], portal: Portal) -> Iterator[LiveAirflow]:
    """An Airflow over that portal; it notices soon what a real one may notice late."""
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    airflow = make_airflow(
        "live",
        GONGKAI_SAMPLE_PORTAL=portal.url,
        AIRFLOW__API__PORT=str(port),
        AIRFLOW__API__BASE_URL=url,
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{url}/execution/",
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS="True",
        AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
        AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY="1",
        AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC="2",
        AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT="30",
        AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL="3",
        AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL="5",
    )
    live = LiveAirflow(airflow.home, airflow.environment, url)
    live.start("api-server", "--port", str(port), "--workers", "1")
    live.start("dag-processor")
    live.start("scheduler", "--skip-serve-logs")
    yield live
    for name in tuple(live.processes):
        live.kill(name)

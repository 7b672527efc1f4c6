"""An Airflow of our own: SQLite, or the PostgreSQL that it is told, and LocalExecutor, all under the home folder."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import psutil

from extract.errors import GongkaiError
from extract.ledger_schema import POSTGRESQL_DRIVER
from gongkai.settings import Settings, settings_to_environment

logger = logging.getLogger(__name__)
DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
DAGS = Path(__file__).resolve().parents[1] / "dags"
#: -P: what lies in the current folder is not importable.
_AIRFLOW = ("-P", "-m", "airflow")
STOP_SECONDS = 20
"""That the parts of `airflow standalone` have to end."""
TASKS_STOP_SECONDS = 100
"""That the tasks which run have on top of it; one that is killed is run again."""
POOLS = (
    ("portals", "1", "Crawls, of which one at a time asks the portals"),
    ("warehouse", "1", "Tasks that write to the warehouse, one at a time"),
)


def airflow_environment(settings: Settings) -> dict[str, str]:
    """The environment in which `airflow` works on our DAGs; a variable that the caller has set already wins."""
    home = settings.home / "airflow"
    ours = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # 32 by default, each a process of 150 MB.
        "AIRFLOW__CORE__PARALLELISM": "4",
        # 1,024 by default: batches of 200 documents, of which a first backfill or a re-read may have two million.
        "AIRFLOW__CORE__MAX_MAP_LENGTH": "10000",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        # Before the first retry; doubled before the second.
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "300",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(settings.logs / "airflow"),
        "AIRFLOW__API__HOST": "127.0.0.1",
    }
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if database := inherited.get(DATABASE):
        # Airflow has no driver of its own for its asynchronous half, and takes one that is not installed.
        ours[f"{DATABASE}_ASYNC"] = inherited[DATABASE] = _with_driver(database)
    # `airflow standalone` starts its parts by the name `airflow`, and nobody need have activated .venv.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return ours | inherited | {"PATH": path} | settings_to_environment(settings)


def _with_driver(url: str) -> str:
    """A PostgreSQL's address with the name of the driver that is installed.

    >>> _with_driver("postgresql://gongkai@127.0.0.1/airflow"), _with_driver("sqlite:////srv/airflow.db")
    ('postgresql+psycopg://gongkai@127.0.0.1/airflow', 'sqlite:////srv/airflow.db')
    """
    scheme, colon, rest = url.partition(":")
    return f"{POSTGRESQL_DRIVER if scheme in {'postgres', 'postgresql'} else scheme}{colon}{rest}"


def prepare_airflow(settings: Settings) -> None:
    """Create or upgrade Airflow's database and the pools of our DAGs, once per database and version of Airflow."""
    environment = airflow_environment(settings)
    database = hashlib.sha256(environment.get(DATABASE, "").encode()).hexdigest()[:8]
    stamp = Path(environment["AIRFLOW_HOME"]) / f".prepared-{version('apache-airflow')}-{database}"
    if stamp.exists():
        return
    logger.info("preparing Airflow in %s", stamp.parent)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "airflow-prepare.log"
    for arguments in (("db", "migrate"), *(("pools", "set", *pool) for pool in POOLS)):
        if run_airflow(arguments, environment, log):
            raise GongkaiError(f"`airflow {' '.join(arguments[:2])}` failed: see {log}")
    stamp.touch()


def command_airflow(arguments: Sequence[str], settings: Settings) -> int:
    """Make Airflow ready if it is not, then do an `airflow` command in this terminal; gives its code."""
    prepare_airflow(settings)
    command, environment = [sys.executable, *_AIRFLOW, *arguments], airflow_environment(settings)
    if arguments[:1] == ("standalone",):
        return _run_standalone(command, environment)
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (our own interpreter)


def _run_standalone(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run it until it ends or is to end by Ctrl-C or SIGTERM.

    It passes the signal on to its parts. A terminal sends Ctrl-C to all of them, and a scheduler that gets both waits
    for its workers for ever: hence a process group of its own, of which nothing is left behind.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell's background job ignores SIGINT, and would let it be ignored by Airflow too.
        signal.signal(number, signal.default_int_handler)
    process = subprocess.Popen(  # noqa: S603 (our own interpreter)
        command, env=environment, stdin=subprocess.DEVNULL, process_group=0
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(STOP_SECONDS)
        _kill_all_but_scheduler(process.pid)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(TASKS_STOP_SECONDS)
        raise GongkaiError(f"Airflow did not end, and was killed after {STOP_SECONDS + TASKS_STOP_SECONDS} s") from None
    finally:
        _kill_with_descendants(process)


def _kill_with_descendants(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind: tasks are process groups of their own, and what lost its parent is in the first one."""
    # One that has ended is no parent any more, and its number may be another's.
    running = process.poll() is None
    for descendant in psutil.Process(process.pid).children(recursive=True) if running else ():
        with suppress(psutil.NoSuchProcess):
            descendant.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _kill_all_but_scheduler(standalone_pid: int) -> None:
    """Kill what should have ended by now; only the scheduler has tasks to wait for.

    Airflow's parts log that they end, inside the handler of the signal; one that was just writing to the log waits
    for itself for ever (3.3.2, structlog's lock). What the DAG processor writes is in transactions.
    """
    for part in psutil.Process(standalone_pid).children():
        with suppress(psutil.NoSuchProcess):
            if part.cmdline()[-1:] != ["scheduler"]:
                part.kill()


def run_airflow(
    arguments: tuple[str, ...], environment: dict[str, str], log: Path, on_line: Callable[[str], None] | None = None
) -> int:
    """Run an `airflow` command and append all it prints to `log`; gives its exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, *_AIRFLOW, *arguments]
    with (
        log.open("a", encoding="utf-8") as out,
        subprocess.Popen(  # noqa: S603 (our own interpreter)
            command,
            env=environment,
            cwd=environment["AIRFLOW_HOME"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101 (it is a pipe)
        for line in process.stdout:
            out.write(line)
            if on_line is not None:
                on_line(line)
        return process.wait()

"""kill -9 while staging, loading, building and publishing: the next run ends as an undisturbed one, unseen by readers.

One home goes through all four deaths, one after another; another home does the same work once, undisturbed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.faults

#: Replaces a function by one that does half of its work and then dies with its process group, as by kill -9.
DYING = """
import os, signal
from pathlib import Path

def die(*_, **__):
    os.killpg(0, signal.SIGKILL)

{patch}
from gongkai.cli import main
main()
"""
DEATHS = {
    # The files are written, and the batch's folder has not got its name yet.
    "staging": "import load.staging; load.staging._put_in_place = die",
    # Documents, facts and rows are in the transaction, findings are not.
    "loading": """
import load.warehouse
insert = load.warehouse._insert_table
load.warehouse._insert_table = lambda *args: die() if args[2].name == "finding" else insert(*args)
""",
    # Half of the copy is written.
    "publishing": """
import load.publish
def half(source, copy):
    Path(copy).write_bytes(Path(source).read_bytes()[:100_000])
    die()
load.publish.shutil.copyfile = half
""",
}
#: What tells when something was done, or in which order; everything else must be the same.
VARYING = {"loaded_at", "built_at", "fetched_at", "since", "started_at", "ended_at", "last_attempt_at", "batch_id"}
#: The disturbed home has more runs behind it; their numbers are in the names of its batches, and in the stamp's hash.
OF_RUNS = {"raw.crawl_run", "main.crawl_run", "raw.build_stamp"}


@pytest.fixture(scope="module")
def homes(sample_portal: Any, gongkai_command: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two equal homes in which a first night is published, and the documents of a second wait to be read."""
    folder = tmp_path_factory.mktemp("crashes")
    files = [*sorted((sample_portal.corpus / "files").glob("*.html"))[:5]]
    _run(gongkai_command, folder / "one", "import", *files[:2])
    _run(gongkai_command, folder / "one", "reprocess")
    _run(gongkai_command, folder / "one", "import", *files[2:])
    shutil.copytree(folder / "one", folder / "other")
    return folder / "one", folder / "other"


@pytest.fixture
def held(homes: tuple[Path, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader who opened the published file before anything went wrong."""
    with duckdb.connect(str(homes[0] / "published" / "gongkai.duckdb"), read_only=True) as connection:
        yield connection


def test_whatever_dies_the_next_run_ends_as_an_undisturbed_one(
    homes: tuple[Path, Path], held: duckdb.DuckDBPyConnection, gongkai_command: str
) -> None:
    disturbed, undisturbed = homes
    published = disturbed / "published" / "gongkai.duckdb"
    before = published.stat()
    reports = "SELECT count(*) FROM staging.stg_reports WHERE is_current"
    assert held.execute(reports).fetchall() == [(2,)]
    for step in ("staging", "loading", "building", "publishing"):
        code = _run_and_die_building(disturbed) if step == "building" else _run_and_die(disturbed, DEATHS[step])
        assert code == -signal.SIGKILL, step
        assert published.stat() == before, step
        assert held.execute(reports).fetchall() == [(2,)], step
    for home in homes:
        _run(gongkai_command, home, "reprocess")
    assert held.execute(reports).fetchall() == [(2,)]
    # DuckDB would give this process the file that it has open, and not the new one of that name.
    held.close()
    assert [path.name for path in sorted((disturbed / "published").iterdir())] == [
        "gongkai.duckdb",
        "gongkai.previous.duckdb",
    ]
    tables = _dump(published)
    assert tables == _dump(undisturbed / "published" / "gongkai.duckdb")
    assert len(tables["raw.document"]) == 5
    assert all(tables[f"raw.{name}"] for name in ("fact", "finding", "loaded_batch"))


def _run(command: str, home: Path, *arguments: str | Path) -> None:
    ran = subprocess.run(
        [command, *map(str, arguments)],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr


def _run_and_die(home: Path, patch: str) -> int:
    code = DYING.format(patch=patch)
    ran = subprocess.run(
        [sys.executable, "-c", code, "reprocess"],
        env=_environment(home),
        capture_output=True,
        check=False,
        timeout=300,
        start_new_session=True,
    )
    return ran.returncode


def _run_and_die_building(home: Path) -> int:
    """Kill the run and its dbt when dbt has begun to build."""
    log = home / "logs" / "dbt" / "dbt.log"
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", DYING.format(patch=""), "reprocess"],
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 200
    while process.poll() is None and time.monotonic() < deadline:
        if log.exists() and "OK created sql table model" in log.read_text("utf-8", errors="replace"):
            os.killpg(process.pid, signal.SIGKILL)
            break
        time.sleep(0.02)
    return process.wait(60)


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"GONGKAI_HOME": str(home)}


def _dump(file: Path) -> dict[str, list[Any]]:
    """Every row of every table, without what says when."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        tables = {f"{schema}.{name}": _rows(connection, f'"{schema}"."{name}"') for schema, name in names}
        return {name: rows for name, rows in tables.items() if name not in OF_RUNS}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[Any]:
    columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall() if name not in VARYING]
    selected = ", ".join(f'"{name}"' for name in columns)
    return sorted(connection.execute(f"SELECT {selected} FROM {table}").fetchall(), key=repr)  # noqa: S608

"""A disk that is full: the run says so, what was published stands, and with more room the next run makes it good."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.faults

SMALL_MEGABYTES = 2
"""Less than the sample's warehouse takes."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """A folder, what a process does before it may write there, and what gives the folder room.

    A file system of its own where one may be mounted, else a limit on the size of each file.
    """
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_MEGABYTES}m", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        larger = ["mount", "-o", "remount,size=500m", str(folder)]
        yield folder, lambda: None, lambda: subprocess.run(larger, check=True)
        subprocess.run(["umount", str(folder)], check=True)
        return
    bytes_maximum = [SMALL_MEGABYTES * 2**20]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_maximum[0], resource.RLIM_INFINITY))

    yield folder, limit, lambda: bytes_maximum.__setitem__(0, resource.RLIM_INFINITY)


def test_a_full_disk_ends_the_run_with_its_reason_and_the_next_run_goes_on(
    direct_run: Any, gongkai_command: str, small_disk: Any, tmp_path: Path
) -> None:
    folder, limit, give_room = small_disk
    home = tmp_path / "home"
    home.mkdir()
    for name in ("archive", "staging"):
        shutil.copytree(direct_run.home / name, home / name)
    shutil.copyfile(direct_run.home / "ledger.sqlite", home / "ledger.sqlite")
    places = {"GONGKAI_WAREHOUSE": str(folder / "warehouse.duckdb"), "GONGKAI_PUBLISHED": str(folder / "published")}
    environment = os.environ | direct_run.environment | places | {"GONGKAI_HOME": str(home)}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [gongkai_command, "run"],
            env=environment,
            preexec_fn=limit,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )

    full = run()
    assert full.returncode == 2, full.stderr
    assert "Traceback" not in full.stderr
    said = full.stderr.splitlines()[-1]
    assert said.startswith("gongkai: ")
    assert "warehouse.duckdb" in said
    assert not list(folder.glob("published/*"))
    summary = json.loads(sorted((home / "logs").glob("*-summary.json"))[-1].read_text("utf-8"))
    assert "warehouse.duckdb" in summary["stopped"]
    assert summary["sources"] == {"crawled": 2}

    give_room()
    again = run()
    assert again.returncode == 0, again.stderr
    counts = []
    for published in (folder / "published", direct_run.home / "published"):
        with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
            counts.append(connection.execute("FROM mart_report_metric ORDER BY ALL").fetchall())
    assert counts[0] == counts[1] != []

"""`gongkai airflow`: Airflow's own command, on our DAGs, with nothing to set up before."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

GONGKAI = Path(sys.executable).with_name("gongkai")
#: No `airflow` on the path.
BARE = {"PATH": "/usr/bin:/bin"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("airflow")


def airflow(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GONGKAI, "airflow", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
        env=os.environ | BARE | {"GONGKAI_HOME": str(home)},
    )


def test_the_first_command_makes_database_and_pools(home: Path) -> None:
    ran = airflow(home, "pools", "list", "--output", "json")
    assert ran.returncode == 0, ran.stderr
    listed = json.loads(ran.stdout[ran.stdout.index("[{") :])
    pools = {pool["pool"]: str(pool["slots"]) for pool in listed}
    assert {"portals": "1", "warehouse": "1"}.items() <= pools.items()
    assert (home / "airflow" / "airflow.db").is_file()
    assert airflow(home, "no-such-command").returncode != 0


def test_ctrl_c_ends_all_of_airflow(home: Path) -> None:
    """As a terminal sends it: to the whole group of the command."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    environment = {
        "GONGKAI_HOME": str(home),
        "AIRFLOW__API__PORT": url.rpartition(":")[2],
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__PARALLELISM": "2",
        # So that its processes are found again.
        "GONGKAI_CONTACT": f"test-{home.name}-{os.getpid()}",
    }
    process = subprocess.Popen(
        [GONGKAI, "airflow", "standalone"],
        env=os.environ | BARE | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if "Airflow is ready" in line:
            break
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=180)
    assert process.returncode == 0, [*seen, rest]
    assert "Complete" in rest
    assert processes_with(environment["GONGKAI_CONTACT"]) == []


def processes_with(mark: str) -> list[str]:
    """The processes of this machine whose environment has the mark."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in file.read_bytes():
                found.append(file.parent.name)
        except OSError:
            continue
    return found

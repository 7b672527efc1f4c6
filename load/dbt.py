"""Running dbt on the project in sql/, in a process of its own: dbt keeps DuckDB open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from extract.errors import ConfigurationError

PROJECT_DIR = Path(__file__).resolve().parents[1] / "sql"

_RUN_DBT = "import sys; from dbt.cli.main import cli; sys.exit(cli())"
# Writing down every statement takes a quarter of a build's time; what failed is told without it.
_GLOBAL_OPTIONS = (
    "--quiet",
    "--no-use-colors",
    "--no-version-check",
    "--no-send-anonymous-usage-stats",
    "--log-level-file=info",
)


def run_dbt(
    arguments: tuple[str, ...], database: Path, logs: Path, project: Path = PROJECT_DIR, *, lock: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a dbt command on a warehouse file; target and log go into `logs`, never into the project.

    `lock` is the descriptor of the warehouse's lock: the child inherits it, so that it is held until dbt has ended
    even if this process is killed. Raises ConfigurationError if there is no project or no warehouse.
    """
    if not (project / "dbt_project.yml").is_file():
        raise ConfigurationError(f"{project}: there is no dbt project")
    if not database.is_file():
        raise ConfigurationError(f"{database}: there is no warehouse to build the marts in; load something first")
    logs.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-c", _RUN_DBT),
        *_GLOBAL_OPTIONS,
        *("--log-path", str(logs)),
        *arguments,
        *("--project-dir", str(project.absolute())),
        *("--profiles-dir", str(project.absolute())),
        *("--target-path", str(logs / "target")),
    ]
    return subprocess.run(  # noqa: S603 (our own interpreter)
        command,
        cwd=logs,
        env=_to_environment(database.absolute()),
        pass_fds=() if lock is None else (lock,),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _to_environment(database: Path) -> dict[str, str]:
    # A user's own DBT_… settings must not redirect the build.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    return inherited | {"GONGKAI_DATABASE": str(database), "DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}

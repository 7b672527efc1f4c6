"""Building the marts: one `dbt build` of the project in sql/, in a process of its own (dbt keeps DuckDB open)."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import ConfigurationError, GongkaiError
from load.connect import open_warehouse
from load.dbt import PROJECT_DIR, run_dbt
from load.leftovers import drop_leftovers
from load.lock import warehouse_lock
from load.stamp import remove_stamp, write_stamp

_WITHOUT_TESTS = ("--exclude-resource-type", "test")
_FAILED = ("error", "fail", "runtime error")


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What one build did."""

    models: int
    tests: int
    warnings: tuple[str, ...]
    """Tests of severity warning that returned rows, each with what dbt says of it."""
    seconds: float


def build_marts(
    database: Path,
    project_dir: Path | None = None,
    log_dir: Path | None = None,
    *,
    data_tests: bool = True,
    wait_seconds: float = 600.0,
) -> BuildResult:
    """Build and test every model in the warehouse file; without `data_tests` it is built alone.

    Only after all of it succeeded is what no model accounts for any more dropped (`load.leftovers`), and does the
    warehouse carry the stamp without which nothing is published (`load.stamp`).
    dbt writes its target and its log under `log_dir` (by default `dbt` beside the database), never into the project.
    Raises WarehouseBusy; ConfigurationError if there is no project, no warehouse, or dbt cannot start with them;
    GongkaiError naming the models and tests that failed.
    """
    logs = (log_dir or database.parent / "dbt").absolute()
    results = logs / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    started = time.monotonic()
    with warehouse_lock(database, wait_seconds=wait_seconds) as lock:
        if database.is_file():
            with open_warehouse(database) as connection:
                remove_stamp(connection)
        finished = run_dbt(
            ("build",) if data_tests else ("build", *_WITHOUT_TESTS),
            database,
            logs,
            project_dir or PROJECT_DIR,
            lock=lock,
        )
        result = _to_result(finished, results, logs, time.monotonic() - started)
        with open_warehouse(database) as connection:
            drop_leftovers(connection, results.with_name("manifest.json"))
            write_stamp(connection, result.warnings)
    return result


def _to_result(finished: subprocess.CompletedProcess[str], results: Path, logs: Path, seconds: float) -> BuildResult:
    if not results.is_file():
        said = (finished.stdout + finished.stderr).strip()[-2000:]
        raise ConfigurationError(f"dbt could not start the build (exit code {finished.returncode}): {said}")
    nodes: list[dict[str, Any]] = json.loads(results.read_text(encoding="utf-8"))["results"]
    failed = [_describe(node) for node in nodes if node["status"] in _FAILED]
    if failed or finished.returncode:
        raise GongkaiError(f"the build of the marts failed: {'; '.join(failed) or finished.stdout}; see {logs}/dbt.log")
    return BuildResult(
        models=sum(_kind(node) == "model" for node in nodes),
        tests=sum(_kind(node) == "test" for node in nodes),
        warnings=tuple(_describe(node) for node in nodes if node["status"] == "warn"),
        seconds=seconds,
    )


def _kind(node: dict[str, Any]) -> str:
    return str(node["unique_id"]).split(".", 1)[0]


def _describe(node: dict[str, Any]) -> str:
    kind, _, name = str(node["unique_id"]).split(".")[:3]
    message = " ".join(str(node.get("message") or "").split())
    return f"{kind} {name}: {message}"

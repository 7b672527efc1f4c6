"""What every DAG file keeps to."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).resolve().parents[2] / "dags"
PACKAGES = {"extract", "transform", "load", "gongkai", "sample", "sql", "dags", "tests"}
STEPS = {"gongkai.pipeline.add_night", "gongkai.pipeline.add_reprocess", "gongkai.pipeline.default_args"}
IMPORT_SECONDS = 2.0
#: Imports what the DAG files need of Airflow, then the files; prints the time of these and what they did besides.
IMPORT = """
import json, runpy, sys, time
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, CronPartitionTimetable, CronTriggerTimetable, Param, RetryPolicy, dag, task
import airflow.dag_processing.dagbag

done, code = [], (".py", ".pyc", ".so", ".pth")

def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        # A compiled module may be written; nothing else, and of other files none is read.
        is_code = args[0].endswith(code) or ".pyc." in args[0]
        if not is_code and ".dist-info" not in args[0]:
            done.append(f"open {args[0]}")
    elif event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.fork", "os.exec",
                   "sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "shutil.rmtree"}:
        if not (event in {"os.mkdir", "os.rename"} and "__pycache__" in str(args[0])):
            done.append(f"{event} {args[:1]}")

sys.addaudithook(watch)
started = time.process_time()
for file in sys.argv[1:]:
    runpy.run_path(file)
took = time.process_time() - started
heavy = sorted({"duckdb", "pandas", "scrapy", "dbt"} & set(sys.modules))
print(json.dumps({"seconds": took, "done": done, "heavy": heavy}))
"""


@pytest.fixture(scope="module")
def dags(airflow_in_process: None) -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 (it makes a home folder when it is imported)

    bag = DagBag(dag_folder=str(DAGS))
    assert bag.import_errors == {}
    assert bag.dags
    return dict(bag.dags)


def test_the_schedules_are_there(dags: dict[str, Any]) -> None:
    assert set(dags) == {"nightly_crawl", "backfill_years", "reprocess_archive"}


def test_each_dag_explains_itself_and_its_parameters_and_has_an_owner(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert dag.doc_md, dag.dag_id
        assert len(dag.doc_md.strip().splitlines()) >= 3, dag.dag_id
        assert dag.tags, dag.dag_id
        assert {task.owner for task in dag.tasks} == {"gongkai"}, dag.dag_id
        assert dag.max_active_runs == 1, dag.dag_id
        assert not dag.catchup, dag.dag_id
        for name in dag.params:
            assert f"- `{name}`: " in dag.doc_md, (dag.dag_id, name)
            assert dag.params.get_param(name).description, (dag.dag_id, name)


def test_no_task_shadows_a_package(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert not (PACKAGES | sys.stdlib_module_names) & set(dag.task_ids), dag.dag_id


def test_only_one_task_at_a_time_writes_and_the_summary_always_comes(dags: dict[str, Any]) -> None:
    writers = {"release", "load_warehouse", "build_marts", "publish"}
    for dag in dags.values():
        pools = {task.task_id: task.pool for task in dag.tasks}
        assert {name for name, pool in pools.items() if pool == "warehouse"} == writers & set(pools)
        assert {name for name, pool in pools.items() if pool == "portals"} == {"crawl"} & set(pools)
        assert dag.get_task("summarise").is_teardown
        assert dag.get_task("summarise").on_failure_fail_dagrun


def test_each_task_has_a_timeout_and_retries_for_the_network_alone(dags: dict[str, Any]) -> None:
    from gongkai.pipeline import NetworkOnly  # noqa: PLC0415 (it imports Airflow)

    for dag in dags.values():
        for task in dag.tasks:
            # Whoever approves may take his time: the task is not running meanwhile.
            assert task.execution_timeout or task.task_id == "approve", (dag.dag_id, task.task_id)
            assert task.retries == 2, task.task_id
            assert task.retry_exponential_backoff == 2.0, task.task_id
            assert isinstance(task.retry_policy, NetworkOnly), task.task_id


def test_what_would_fail_again_is_not_tried_again(airflow_in_process: None) -> None:
    from airflow.sdk import RetryAction  # noqa: PLC0415
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from extract.errors import ConfigurationError, NetworkFailed, PortalRefused  # noqa: PLC0415
    from gongkai.pipeline import NetworkOnly  # noqa: PLC0415
    from load.lock import WarehouseBusy  # noqa: PLC0415

    def decide(error: BaseException) -> RetryAction:
        return NetworkOnly().evaluate(error, 1, 2).action

    away = OperationalError("SELECT 1", {}, ConnectionRefusedError())
    for error in (NetworkFailed("down"), WarehouseBusy("busy"), ConnectionResetError(), TimeoutError(), away):
        assert decide(error) is RetryAction.DEFAULT, error
    for error in (PortalRefused("403"), ConfigurationError("wrong"), KeyError("bug"), OSError(28, "No space left")):
        assert decide(error) is RetryAction.FAIL, error


def test_publishing_updates_the_asset(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        outlets = {task.task_id: [asset.name for asset in task.outlets] for task in dag.tasks if task.outlets}
        assert outlets == {"publish": ["gongkai_published"]}, dag.dag_id


def test_dag_files_call_the_pipeline_and_nothing_else() -> None:
    files = sorted(DAGS.glob("*.py"))
    assert files
    for file in files:
        imported = set()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
        ours = {
            name
            for name in imported
            if not name.startswith("airflow.sdk.") and name.partition(".")[0] not in sys.stdlib_module_names
        }
        assert ours <= STEPS, file.name


def test_importing_the_dag_files_takes_little_time_and_touches_nothing(
    airflow_in_process: None, tmp_path: Path
) -> None:
    (tmp_path / "careless.py").write_text("open('/proc/self/status').read()\n", "utf-8")
    files = [str(file) for file in [*sorted(DAGS.glob("*.py")), tmp_path / "careless.py"]]
    ran = subprocess.run([sys.executable, "-c", IMPORT, *files], check=True, capture_output=True, text=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    # What the careless one does is seen, and none of ours does the like.
    assert told["done"] == ["open /proc/self/status"]
    assert told["heavy"] == []
    assert told["seconds"] < IMPORT_SECONDS

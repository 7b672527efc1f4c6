"""What every DAG file keeps to."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

DAGS = Path(__file__).resolve().parents[2] / "dags"
PACKAGES = {"extract", "transform", "load", "gongkai", "sample", "sql", "dags", "tests"}


@pytest.fixture(scope="module")
def dags(airflow_in_process: None) -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 (it makes a home folder when it is imported)

    bag = DagBag(dag_folder=str(DAGS))
    assert bag.import_errors == {}
    assert bag.dags
    return dict(bag.dags)


def test_the_schedules_are_there(dags: dict[str, Any]) -> None:
    assert set(dags) == {"nightly_crawl", "backfill_years"}


def test_each_dag_explains_itself_and_has_an_owner(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert dag.doc_md, dag.dag_id
        assert len(dag.doc_md.strip().splitlines()) >= 3, dag.dag_id
        assert dag.tags, dag.dag_id
        assert {task.owner for task in dag.tasks} == {"gongkai"}, dag.dag_id
        assert dag.max_active_runs == 1, dag.dag_id
        assert not dag.catchup, dag.dag_id


def test_no_task_shadows_a_package(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert not PACKAGES & set(dag.task_ids), dag.dag_id


def test_only_one_task_at_a_time_writes_and_the_summary_always_comes(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        pools = {task.task_id: task.pool for task in dag.tasks}
        assert {name for name, pool in pools.items() if pool == "warehouse"} == {
            "load_warehouse",
            "build_marts",
            "publish",
        }
        assert pools["crawl"] == "portals"
        assert dag.get_task("summarise").is_teardown


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
        assert ours <= {"gongkai.pipeline.add_steps"}, file.name

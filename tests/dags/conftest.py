"""An Airflow of the tests' own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gongkai.airflow_home import airflow_environment, prepare_airflow, run_airflow
from gongkai.settings import environment_to_settings


@dataclass(frozen=True)
class Airflow:
    """A home folder with Airflow's database, our pools, and the settings that crawl the sample portal."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> tuple[int, str]:
        """An `airflow` command: its exit code and all it printed."""
        lines: list[str] = []
        code = run_airflow(arguments, self.environment, self.home / "logs" / "command.log", lines.append)
        return code, "".join(lines)

    @property
    def summaries(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text("utf-8")) for file in sorted((self.home / "logs").glob("*-summary.json"))]


@pytest.fixture(scope="session")
def make_airflow(sample_portal: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Airflow]:
    """`make_airflow("night")`: a new home folder, ready to run DAGs."""

    def make(name: str) -> Airflow:
        home = tmp_path_factory.mktemp(name)
        settings = environment_to_settings({"GONGKAI_HOME": str(home), "GONGKAI_SAMPLE_PORTAL": sample_portal.url})
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

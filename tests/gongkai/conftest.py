"""The command line as a user has it, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def readings(self) -> list[dict[str, Any]]:
        """Standard output as `gongkai extract --json` prints it, numbers exact."""
        parsed: list[dict[str, Any]] = json.loads(self.out, parse_float=Decimal)
        return parsed


RunGongkai = Callable[..., Ran]


@pytest.fixture(scope="session")
def gongkai_command() -> str:
    """The installed command, beside the interpreter that runs the tests."""
    return str(Path(sys.executable).with_name("gongkai"))


@pytest.fixture
def run_gongkai(gongkai_command: str, tmp_path: Path) -> RunGongkai:
    """`run_gongkai("status", GONGKAI_BATCH_SIZE="3")`: runs the command with its `var` in the test's own folder."""

    def run(*arguments: str | Path, timeout: float = 120, cwd: Path = tmp_path, **environment: str) -> Ran:
        done = subprocess.run(
            [gongkai_command, *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            env=os.environ | environment,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of one source, a column that the sample portal does not have."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "Nowhere.yml").write_text(
        'id: Nowhere\nfamily: trs\nurl: "{sample_portal}/nowhere/"\nagency: 某局\nregion_code: null\n'
        "region_name: null\nyears: {first: 2019, last: null}\nexpected: {minimum: 3, maximum: 60}\nverified: null\n"
        "delay_seconds: 0\nsample: true\n",
        encoding="utf-8",
    )
    return folder

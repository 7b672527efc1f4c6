"""What every part of the tests shares: a sample corpus, a portal that serves it, and one direct run over it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sample.generate import generate
from sample.portal import serve
from transform.model import EXTRACTOR_VERSION

COMMAND = str(Path(sys.executable).with_name("gongkai"))


_LONG = ("tests/dags/", "tests/gongkai/", "tests/sql/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders that run whole nights come first: two workers then end at about the same time."""
    items.sort(key=lambda item: next((at for at, folder in enumerate(_LONG) if folder in item.nodeid), len(_LONG)))


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """A developer's own GONGKAI_* variables must not reach the code under test (GONGKAI_SEEDS is for the tests)."""
    for variable in [name for name in os.environ if name.startswith("GONGKAI_") and name != "GONGKAI_SEEDS"]:
        del os.environ[variable]
    # The data tests are run where they are what matters: in tests/sql and in the direct run.
    os.environ["GONGKAI_DATA_TESTS"] = "0"


@dataclass(frozen=True)
class Portal:
    """A running sample portal."""

    url: str
    corpus: Path

    def documents_sent(self) -> int:
        """How many bodies of documents it has sent so far."""
        with urllib.request.urlopen(f"{self.url}/_stats", timeout=10) as response:  # noqa: S310 (our own portal)
            sent: int = json.load(response)["documents_sent"]
        return sent


@pytest.fixture(scope="session")
def sample_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The default sample corpus on a free port of this machine."""
    corpus = tmp_path_factory.mktemp("corpus")
    generate(corpus)
    with serve(corpus) as url:
        yield Portal(url, corpus)


@dataclass(frozen=True)
class DirectRun:
    """`gongkai run` over the sample portal without Airflow, twice, in a home folder of its own."""

    home: Path
    environment: dict[str, str]
    ran: tuple[subprocess.CompletedProcess[str], ...]
    documents_sent: tuple[int, ...]
    """Bodies that the portal sent during each run."""

    @property
    def summaries(self) -> list[dict[str, Any]]:
        """The summaries of the runs, as the log folder keeps them."""
        return [json.loads(file.read_text("utf-8")) for file in sorted((self.home / "logs").glob("*-summary.json"))]


@pytest.fixture(scope="session")
def direct_run(sample_portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> DirectRun:
    home = tmp_path_factory.mktemp("direct")
    environment = {"GONGKAI_HOME": str(home), "GONGKAI_SAMPLE_PORTAL": sample_portal.url, "GONGKAI_DATA_TESTS": "1"}
    ran, sent = [], [sample_portal.documents_sent()]
    for _ in range(2):
        ran.append(
            subprocess.run(
                [COMMAND, "run"],
                check=False,
                capture_output=True,
                text=True,
                timeout=300,
                stdin=subprocess.DEVNULL,
                env=os.environ | environment,
            )
        )
        sent.append(sample_portal.documents_sent())
    return DirectRun(home, environment, tuple(ran), (sent[1] - sent[0], sent[2] - sent[1]))


ONE_FACT = """
WHERE rowid = (
    SELECT min(fact.rowid) FROM raw.fact JOIN raw.document USING (document_id)
    WHERE state = 'reported' AND code = ? AND extractor_version = ?
)
"""


@pytest.fixture(scope="session")
def make_older() -> Callable[..., None]:
    """`make_older(home)`: as if an older version had read everything that is published there; another one each time.

    One number it read differently, one it did not read, and one too many.
    """

    def make(home: Path, version: str = "2020.1") -> None:
        change = "SET extractor_version = ? WHERE extractor_version = ?"
        with sqlite3.connect(home / "ledger.sqlite", timeout=60) as ledger:
            ledger.execute(f"UPDATE extraction {change}", [version, EXTRACTOR_VERSION])
        warehouse = home / "warehouse" / "gongkai.duckdb"
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(f"UPDATE raw.document {change}", [version, EXTRACTOR_VERSION])
            for alter, code in (
                ("UPDATE raw.fact SET value = value + 1", "requests.received"),
                ("DELETE FROM raw.fact", "requests.concluded"),
                (
                    "INSERT INTO raw.fact SELECT * REPLACE (fact_no + 9000 AS fact_no, 'invented' AS label)"
                    " FROM raw.fact",
                    "requests.granted",
                ),
            ):
                connection.execute(f"{alter} {ONE_FACT}", [code, version])
        shutil.copyfile(warehouse, home / "published" / "gongkai.duckdb")

    return make

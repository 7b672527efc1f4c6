"""What `make run` shows, twice: the same table, and nothing fetched or loaded again; and what it shows of failures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

README = Path(__file__).resolve().parents[2] / "README.md"
ROW = re.compile(r"^│ (?P<name>[a-z]+) +│ (?P<text>[^│]*?) +│$", re.MULTILINE)


def run(folder: Path, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | environment,
    )


def run_night(folder: Path, *sources: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "gongkai.night", *sources, **environment)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a checkout: what is printed to be pasted works in it."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    return folder


@pytest.fixture(scope="module")
def nights(checkout: Path) -> tuple[subprocess.CompletedProcess[str], ...]:
    return run_night(checkout), run_night(checkout)


def test_two_nights_on_the_sample_portal(nights: tuple[Any, ...], checkout: Path) -> None:
    for ran in nights:
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert ran.stderr == ""
        for expected in ("listed", "fetched", "read", "loaded", "gongkai query", "gongkai.duckdb"):
            assert expected in ran.stdout
    first, second = nights
    assert "× not_a_report: " in first.stdout
    # All but the last line, which says how long it took.
    shown = [ran.stdout[ran.stdout.index("Districts side by side") :].splitlines()[:-1] for ran in (first, second)]
    assert shown[0] == shown[1]

    logs = checkout / "var" / "sample-night" / "logs"
    summaries: list[dict[str, Any]] = [
        json.loads(file.read_text("utf-8")) for file in sorted(logs.glob("*-summary.json"))
    ]
    assert [summary["kind"] for summary in summaries] == ["nightly_crawl"] * 2
    assert summaries[0]["fetched"]["new"] == summaries[1]["fetched"]["unchanged"] > 60
    assert summaries[1]["published"]["documents"] == 0


def test_whole_regions_stand_above_single_offices(nights: tuple[Any, ...]) -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip("│").split("│"))
        for line in nights[0].stdout.splitlines()
        if "区 │" in line
    ]
    assert len(rows) >= 5
    scopes = [scope for scope, *_ in rows]
    assert sorted(scopes, reverse=True) == scopes
    for scope in ("region", "own"):
        received = [int(row[3].split()[0].replace(",", "")) for row in rows if row[0] == scope]
        assert received == sorted(received, reverse=True)
    for cell in (cell for row in rows for cell in row[3:-1] if cell):
        stating, known = map(int, re.fullmatch(r"[\d,]+ \((\d+)/(\d+)\)", cell).groups())  # type: ignore[union-attr]
        assert 1 <= stating <= known


def test_the_printed_query_works_as_pasted(nights: tuple[Any, ...], checkout: Path) -> None:
    (line,) = (line for line in nights[0].stdout.splitlines() if ".venv/bin/gongkai query" in line)
    assert "GONGKAI_HOME=var/sample-night" in line
    pasted = run(checkout, "sh", "-c", line)
    assert pasted.returncode == 0, pasted.stderr
    assert "南关区" in pasted.stdout
    assert "scope" in pasted.stdout


def test_the_readme_shows_what_is_printed(nights: tuple[Any, ...]) -> None:
    """After a change that moves the counts: copy the block of a new `make run` into README.md."""
    block = README.read_text("utf-8").partition("ends with:\n\n```\n")[2].partition("```")[0]
    readme, printed = (
        # Counts in any order, and without the path, which is this machine's.
        {name: sorted(re.split("[,;] ", text.partition(" in /")[0].partition(" in var/")[0])) for name, text in rows}
        for rows in (ROW.findall(block), ROW.findall(nights[0].stdout))
    )
    assert readme == {name: printed[name] for name in readme}
    headers = [
        next(line.split() for line in text.splitlines() if "district " in line) for text in (block, nights[0].stdout)
    ]
    assert headers[0] == headers[1]


def test_sample_and_real_files_never_share_a_database(nights: tuple[Any, ...], checkout: Path) -> None:
    gongkai = checkout / ".venv" / "bin" / "gongkai"
    unpublished = run(checkout, gongkai, "query", "SELECT 1")
    assert "GONGKAI_HOME=var/sample-night" in unpublished.stderr
    report = checkout / "report.txt"
    report.write_text(
        "南关区市场监督管理局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。\n", "utf-8"
    )
    assert run(checkout, gongkai, "import", report, "--agency", "南关区市场监督管理局").returncode == 0
    again = run(checkout, gongkai, "reprocess")
    assert again.returncode == 0, again.stderr
    counts = []
    for published in ("var/published", "var/sample-night/published"):
        with duckdb.connect(str(checkout / published / "gongkai.duckdb"), read_only=True) as connection:
            counts += connection.execute("SELECT count(*), count(source_id) FROM raw.document").fetchall()
    assert counts[0] == (1, 0)
    assert counts[1][0] == counts[1][1] > 60


def test_a_night_whose_sources_all_fail_ends_with_2_and_shows_nothing_older(
    nights: tuple[Any, ...], checkout: Path, catalogue: Path, sample_portal: Any
) -> None:
    ran = run_night(checkout, "Nowhere", GONGKAI_SOURCES=str(catalogue), GONGKAI_SAMPLE_PORTAL=sample_portal.url)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    (failure,) = ran.stderr.splitlines()
    assert failure.startswith(f"gongkai: changed source {sample_portal.url}/nowhere/: ")
    assert "through Airflow" in ran.stdout
    assert "1 changed" in ran.stdout
    assert "Districts side by side" not in ran.stdout
    assert "older than this run" in ran.stdout


def test_a_source_that_is_not_in_the_catalogue_stops_before_anything_starts(tmp_path: Path) -> None:
    ran = run_night(tmp_path, "NoSuchSource")
    assert ran.returncode == 2
    assert "NoSuchSource" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "var").exists()

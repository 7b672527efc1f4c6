"""What `make run` shows, twice: the same table, and no document fetched or loaded again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def run_night(home: Path, *sources: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongkai.night", *sources],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        cwd=home,
        env=os.environ | {"GONGKAI_HOME": str(home)},
    )


def test_two_nights_on_the_sample_portal(tmp_path: Path) -> None:
    first, second = run_night(tmp_path), run_night(tmp_path)
    for ran in (first, second):
        assert ran.returncode == 0, ran.stdout + ran.stderr
        for expected in ("listed", "fetched", "read", "loaded", "gongkai query", "gongkai.duckdb"):
            assert expected in ran.stdout
    assert "× not_a_report: " in first.stdout
    districts = [line for line in first.stdout.splitlines() if "区 │" in line]
    assert len(districts) >= 5
    # All but the last line, which says how long it took.
    shown = [ran.stdout[ran.stdout.index("Districts side by side") :].splitlines()[:-1] for ran in (first, second)]
    assert shown[0] == shown[1]

    summaries: list[dict[str, Any]] = [
        json.loads(file.read_text("utf-8")) for file in sorted((tmp_path / "logs").glob("*-summary.json"))
    ]
    assert [summary["kind"] for summary in summaries] == ["nightly_crawl"] * 2
    assert summaries[0]["fetched"]["new"] == summaries[1]["fetched"]["unchanged"] > 60
    assert summaries[1]["published"]["documents"] == 0


def test_a_source_that_is_not_in_the_catalogue_stops_before_anything_starts(tmp_path: Path) -> None:
    ran = run_night(tmp_path, "NoSuchSource")
    assert ran.returncode == 2
    assert "NoSuchSource" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "ledger.sqlite").exists()

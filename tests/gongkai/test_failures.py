"""A command whose sources or documents failed ends with 2 and says each on one line, and `status` remembers them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongkai.show import FAILURES_SHOWN, failures_to_lines
from gongkai.terminal import begin_crawl

COMMANDS = (("crawl",), ("run",), ("backfill", "--from", "2020", "--to", "2021"))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_source_that_cannot_be_had(
    command: tuple[str, ...], run_gongkai: Any, catalogue: Path, sample_portal: Any
) -> None:
    ran = run_gongkai(*command, GONGKAI_SOURCES=str(catalogue), GONGKAI_SAMPLE_PORTAL=sample_portal.url)
    assert ran.code == 2
    runs = 2 if command[0] == "backfill" else 1
    failures = [line for line in ran.err.splitlines() if line.startswith("gongkai: ")]
    assert len(failures) == runs, ran.err
    assert all(f"source {sample_portal.url}/nowhere/: " in line for line in failures)
    assert ran.out.count("1 changed") == runs


@pytest.mark.parametrize(
    ("environment", "warnings"),
    [({}, 1), ({"GONGKAI_CONTACT": "admin@example.org"}, 0), ({"GONGKAI_SAMPLE_PORTAL": "http://127.0.0.1:1"}, 0)],
)
def test_who_crawls_real_portals_without_a_contact_is_warned_once(
    environment: dict[str, str], warnings: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    begin_crawl(())
    err = capsys.readouterr().err
    assert (err.count("\n"), err.count("GONGKAI_CONTACT")) == (warnings, warnings)


def test_a_document_that_cannot_be_read_fails_the_run_and_one_that_is_no_report_does_not(
    run_gongkai: Any, tmp_path: Path
) -> None:
    (tmp_path / "recipe.txt").write_text("红烧肉的做法：五花肉切块，焯水，炒糖色，小火慢炖四十分钟。", "utf-8")
    assert run_gongkai("import", "recipe.txt", "--agency", "某局", "--year", "2021").code == 0
    well = run_gongkai("reprocess")
    assert well.code == 0, well.err
    assert "1 not_a_report" in well.out

    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    assert run_gongkai("import", "torn.pdf").code == 0
    waiting = run_gongkai("status").out
    assert "not read yet" in waiting
    assert "Documents that failed" not in waiting
    ran = run_gongkai("reprocess")
    assert ran.code == 2
    assert [line for line in ran.err.splitlines() if line.startswith("gongkai: ")] == [
        line for line in ran.err.splitlines() if line.startswith("gongkai: unreadable document torn.pdf: ")
    ]
    status = run_gongkai("status")
    assert status.code == 0, status.err
    assert "Documents that failed when last tried: 1" in status.out
    assert "Files imported by hand, the last ones first: 2" in status.out
    (line,) = (line for line in status.out.splitlines() if "Import" in line)
    assert [cell.strip() for cell in line.strip("│").split("│")][:4] == ["Import", "reading", "unreadable", "torn.pdf"]


def test_many_failures_are_counted_and_not_all_shown() -> None:
    failure = {"what": "link", "name": "http://a/b", "outcome": "failed", "reason": "status 500"}
    lines = list(failures_to_lines({"failures": [failure] * 200, "failure_count": 1000}))
    assert len(lines) == FAILURES_SHOWN + 1
    assert "980 more, 1000 in all" in lines[-1]


def test_a_sample_source_without_its_portal_says_what_to_do(run_gongkai: Any) -> None:
    ran = run_gongkai("crawl", "SampleTRS")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    for told in ("make run", "python -m sample.portal", "GONGKAI_SAMPLE_PORTAL"):
        assert told in ran.err

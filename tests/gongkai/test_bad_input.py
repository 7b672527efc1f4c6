"""What cannot be read, is no report or does not exist: its own outcome, one clear line, and the rest still done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

REPORT = "绿城区民政局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A good report between all kinds of bad ones."""
    written: dict[str, bytes] = {
        "good.txt": REPORT.encode(),
        "empty.txt": b"",
        "blank.html": b" \r\n\t ",
        "torn.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "torn.docx": b"PK\x03\x04" + bytes(60),
        "noise.bin": bytes(range(256)) * 40,
        "recipe.txt": "红烧肉的做法：五花肉切块，焯水，炒糖色，小火慢炖四十分钟。".encode(),
        "also_good.txt": REPORT.replace("12条", "13条").encode(),
    }
    for name, data in written.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    return {name: tmp_path / name for name in [*written, "missing.txt", "folder", "pipe"]}


OUTCOMES = {
    "good.txt": "report",
    "empty.txt": "unreadable",
    "blank.html": "unreadable",
    "torn.pdf": "unreadable",
    "torn.docx": "unreadable",
    "noise.bin": "unreadable",
    "recipe.txt": "not_a_report",
    "also_good.txt": "report",
    "missing.txt": "unreadable",
    "folder": "unreadable",
    "pipe": "unreadable",
}


def test_each_file_has_its_own_outcome_and_the_rest_is_done(files: dict[str, Path], run_gongkai: Any) -> None:
    ran = run_gongkai("extract", *files.values(), "--json")
    assert ran.code == 2
    assert [reading["file"] for reading in ran.readings] == [str(path) for path in files.values()]
    assert {Path(reading["file"]).name: reading["outcome"] for reading in ran.readings} == OUTCOMES
    lines = ran.err.splitlines()
    failed = [reading for reading in ran.readings if reading["outcome"] != "report"]
    assert len(lines) == len(failed)
    for line, reading in zip(lines, failed, strict=True):
        assert line == f"gongkai: {reading['file']}: {reading['outcome']}: {reading['reason']}"
        assert reading["report"] is None
        assert reading["facts"] == reading["findings"] == reading["raw_rows"] == []
    assert ran.readings[-4]["facts"][0]["value"] == 13


def test_all_well_is_exit_0_and_silence(files: dict[str, Path], run_gongkai: Any) -> None:
    ran = run_gongkai("extract", files["good.txt"], files["also_good.txt"], "--json")
    assert (ran.code, ran.err) == (0, "")
    shown = run_gongkai("extract", files["good.txt"])
    assert shown.code == 0
    assert "绿城区民政局2021年政府信息公开工作年度报告" in shown.out


def test_a_document_over_the_limits_is_refused(files: dict[str, Path], run_gongkai: Any, tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.html"
    heavy.write_bytes(b"<html><body><table><tr>" + b"<td>1" * 2_500_000 + b"</table>")
    ran = run_gongkai("extract", heavy, files["good.txt"], "--json", GONGKAI_DOCUMENT_MEGABYTES="100")
    assert ran.code == 2
    assert [reading["outcome"] for reading in ran.readings] == ["refused", "report"]
    assert ran.err.count("\n") == 1


def test_a_file_larger_than_any_reader_takes_is_not_even_read(run_gongkai: Any, tmp_path: Path) -> None:
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(2**34)
    ran = run_gongkai("extract", tmp_path / "huge.pdf", "--json")
    assert (ran.code, ran.readings[0]["outcome"]) == (2, "refused")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("crawl", "NoSuchSource"), "NoSuchSource"),
        (("run", "NoSuchSource"), "NoSuchSource"),
        (("backfill", "--from", "2020", "--to", "2019"), "2020"),
        (("query", "SELECT 1"), "published"),
        (("import", "--url", "http://a/b", "one.txt", "two.txt"), "--url"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(arguments: tuple[str, ...], named: str, run_gongkai: Any) -> None:
    ran = run_gongkai(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert named in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_an_unknown_setting_is_one_line_and_exit_2(run_gongkai: Any) -> None:
    ran = run_gongkai("status", GONGKAI_WHAREHOUSE="x")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "GONGKAI_WHAREHOUSE" in ran.err


def test_an_unknown_source_leaves_no_run_behind(run_gongkai: Any, tmp_path: Path) -> None:
    run_gongkai("run", "NoSuchSource")
    assert not (tmp_path / "var" / "published").exists()
    assert not list((tmp_path / "var").glob("logs/*-summary.json"))


def test_imported_files_are_read_and_the_ledger_tells_which_failed_and_why(
    files: dict[str, Path], run_gongkai: Any
) -> None:
    imported = run_gongkai("import", *files.values(), "--agency", "绿城区民政局")
    assert imported.code == 2
    assert {line.split(": ")[1].rpartition("/")[2] for line in imported.err.splitlines()} == {
        "missing.txt",
        "folder",
        "pipe",
    }
    ran = run_gongkai("reprocess")
    assert ran.code == 2, ran.err
    assert "2 report, 1 not_a_report, 5 unreadable" in ran.out
    failures = [line for line in ran.err.splitlines() if line.startswith("gongkai: unreadable document")]
    assert {line.split()[3].rstrip(":") for line in failures} == {
        name for name, outcome in OUTCOMES.items() if outcome == "unreadable" and files[name].is_file()
    }
    assert all(line.split(": ", 2)[2].strip() for line in failures)
    answer = run_gongkai("query", "--csv", "SELECT outcome, count(*) FROM raw.document GROUP BY ALL ORDER BY ALL")
    assert answer.out.splitlines()[1:] == ["not_a_report,1", "report,2", "unreadable,5"]
    again = run_gongkai("reprocess")
    assert again.code == 0, again.err
    assert "read      │ none" in again.out

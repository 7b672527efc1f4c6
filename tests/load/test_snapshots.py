"""The tables that are staged as a whole: as the ledger has them, replaced as a whole, nothing half."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.errors import ConfigurationError, GongkaiError
from extract.ledger import Ledger
from extract.ledger_rows import CurrentDocument, FetchRow, LinkRow
from load import snapshots
from load.connect import open_warehouse
from load.schema import current_document
from load.snapshots import snapshot_file, write_snapshot
from load.warehouse import load_batches

URL = "https://portal.example/1.html"
FIRST, SECOND, THIRD = (datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in (1, 2, 3))
A, B = "a" * 64, "b" * 64


def write_current(folder: Path, rows) -> Path:
    return write_snapshot(folder, current_document, map(dataclasses.asdict, rows))


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as made:
        yield made


@pytest.fixture
def load(database: Path, tmp_path: Path, query):
    def run(rows: list[CurrentDocument] | None = None) -> list[tuple]:
        folder = tmp_path / "staging"
        folder.mkdir(exist_ok=True)
        if rows is not None:
            write_current(folder, rows)
        load_batches(database, folder, [], [])
        return query("FROM raw.current_document ORDER BY ALL")

    return run


def test_the_ledger_says_what_each_address_has_now_and_since_when(ledger: Ledger) -> None:
    run_id = ledger.open_run("import", {})
    ledger.import_file(run_id, A, 10, name="报告.html", url=URL)
    ledger.import_file(run_id, B, 10, name="报告.docx")
    link = LinkRow("Import", URL, "报告", "report")
    fetches = [
        FetchRow("Import", URL, at, outcome, sha256=sha256)
        for at, outcome, sha256 in (
            (FIRST, "changed", B),
            (SECOND, "changed", A),
            (THIRD, "unchanged", A),
            (THIRD, "gone", None),
        )
    ]
    ledger.record_crawl(run_id, [link, LinkRow("Import", f"{URL}?never", "未取", "report")], fetches, {})
    found = list(ledger.current_documents())
    assert found[0] == CurrentDocument("Import", URL, A, SECOND)
    assert [(row.url, row.sha256) for row in found] == [(URL, A), (None, B)]


def test_the_table_is_replaced_as_a_whole(load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "ROWS_AT_ONCE", 2)
    rows = [CurrentDocument("Portal", f"{URL}?{number}", A, FIRST) for number in range(5)]
    assert [row[1] for row in load(rows)] == [row.url for row in rows]
    assert load([CurrentDocument("Import", None, B, None)]) == [("Import", None, B, None)]
    assert load() == [("Import", None, B, None)]
    assert load([]) == []


def test_a_failure_leaves_the_file_of_before(tmp_path: Path) -> None:
    def rows():
        yield CurrentDocument("Portal", URL, B, FIRST)
        raise OSError(28, "No space left on device")

    file = write_current(tmp_path, [CurrentDocument("Portal", URL, A, FIRST)])
    before = file.read_bytes()
    with pytest.raises(OSError, match="No space"):
        write_current(tmp_path, rows())
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == before


def test_a_damaged_file_is_named_and_changes_nothing(load, tmp_path: Path, database: Path) -> None:
    load([CurrentDocument("Portal", URL, A, FIRST)])
    snapshot_file(tmp_path / "staging", current_document).write_bytes(b"PAR1 no parquet")
    with pytest.raises(GongkaiError, match=r"current_document\.parquet: the staging file is damaged"):
        load()
    with open_warehouse(database) as connection:
        assert connection.execute("SELECT count(*) FROM raw.current_document").fetchall() == [(1,)]


def test_a_file_of_another_release_is_named(load, tmp_path: Path) -> None:
    load([CurrentDocument("Portal", URL, A, FIRST)])
    file = snapshot_file(tmp_path / "staging", current_document)
    table = pq.read_table(file)
    pq.write_table(table.rename_columns(["source", *table.column_names[1:]]), file)
    with pytest.raises(ConfigurationError, match=r"current_document\.parquet: another release staged it"):
        load()

"""Publishing: atomic, checked, and harmless to whoever reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from extract.errors import GongkaiError
from load.connect import open_warehouse
from load.lock import warehouse_lock
from load.publish import PublicationRefused, publish
from load.staging import write_batch
from load.stamp import write_stamp
from load.warehouse import load_batches


@pytest.fixture
def fill(database: Path):
    """Gives the warehouse marts with that many reports, the first of them with an error."""

    def write(reports: int, errors: int = 0) -> None:
        database.parent.mkdir(exist_ok=True)
        with duckdb.connect(str(database)) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS staging; CREATE SCHEMA IF NOT EXISTS intermediate")
            for table in ("staging.stg_reports", "intermediate.report_cell", "mart_report_metric"):
                connection.execute(f"CREATE OR REPLACE TABLE {table} (report_id INTEGER, is_current BOOLEAN)")
                connection.execute(f"INSERT INTO {table} SELECT i, true FROM range(?) AS t(i)", [reports])  # noqa: S608
            connection.execute("CREATE OR REPLACE TABLE findings (report_id INTEGER, severity VARCHAR)")
            connection.execute("INSERT INTO findings SELECT i, 'error' FROM range(?) AS t(i)", [errors])
        with open_warehouse(database) as connection:
            write_stamp(connection)

    return write


def _count(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM mart_report_metric").fetchall()[0][0]


def test_the_copy_is_published_whole_and_alone(database: Path, tmp_path: Path, fill) -> None:
    fill(3)
    published = tmp_path / "published"
    assert publish(database, published) == published / "gongkai.duckdb"
    assert _count(published / "gongkai.duckdb") == 3
    assert [path.name for path in published.iterdir()] == ["gongkai.duckdb"]


def test_a_reader_of_the_old_file_keeps_reading_it(database: Path, tmp_path: Path, fill, reader) -> None:
    fill(3)
    target = publish(database, tmp_path / "published")
    ask = reader(target)
    assert ask() == "3"
    fill(5)
    publish(database, tmp_path / "published")
    assert ask() == "3"
    assert _count(target) == 5
    assert _count(target.with_name("gongkai.previous.duckdb")) == 3


@pytest.mark.parametrize(
    ("counts", "why"),
    [((0, 0), "0 reports instead of 10"), ((9, 0), "9 reports instead of 10"), ((10, 2), "2 of 10 reports contradict")],
)
def test_what_is_worse_does_not_replace_what_is_better(
    database: Path, tmp_path: Path, fill, counts: tuple[int, int], why: str
) -> None:
    fill(10)
    target = publish(database, tmp_path / "published")
    fill(*counts)
    with pytest.raises(PublicationRefused, match=why):
        publish(database, tmp_path / "published")
    assert _count(target) == 10
    assert [path.name for path in target.parent.iterdir()] == ["gongkai.duckdb"]
    publish(database, tmp_path / "published", anyway=True)
    assert _count(target) == counts[0]


def test_a_published_file_that_cannot_be_compared_with_stands(database: Path, tmp_path: Path, fill) -> None:
    fill(3)
    target = publish(database, tmp_path / "published")
    target.write_bytes(b"no database")
    with pytest.raises(PublicationRefused, match="cannot be compared with"):
        publish(database, tmp_path / "published")
    publish(database, tmp_path / "published", anyway=True)
    assert _count(target) == 3


def test_a_disk_that_fills_leaves_the_old_file(database: Path, tmp_path: Path, fill, monkeypatch) -> None:
    fill(3)
    target = publish(database, tmp_path / "published")
    fill(5)

    def half_copy(source: Path, copy: Path) -> None:
        copy.write_bytes(Path(source).read_bytes()[:5000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", half_copy)
    with pytest.raises(GongkaiError, match=r"the old file stands.*No space left"):
        publish(database, tmp_path / "published")
    assert _count(target) == 3
    assert [path.name for path in target.parent.iterdir()] == ["gongkai.duckdb"]


def test_a_torn_copy_is_not_published(database: Path, tmp_path: Path, fill, monkeypatch) -> None:
    fill(3)
    target = publish(database, tmp_path / "published")
    monkeypatch.setattr(shutil, "copyfile", lambda source, copy: copy.write_bytes(Path(source).read_bytes()[:5000]))
    with pytest.raises(GongkaiError):
        publish(database, tmp_path / "published")
    assert _count(target) == 3


def test_what_a_crash_left_behind_is_removed(database: Path, tmp_path: Path, fill) -> None:
    fill(1)
    published = tmp_path / "published"
    published.mkdir()
    (published / ".gongkai.duckdb.1.tmp").write_bytes(b"half")
    publish(database, published)
    assert [path.name for path in published.iterdir()] == ["gongkai.duckdb"]


def test_nothing_to_publish_is_an_error(database: Path, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="no warehouse"):
        publish(database, tmp_path)
    duckdb.connect(str(database)).close()
    with pytest.raises(GongkaiError, match="marts have not been built"):
        publish(database, tmp_path)
    with open_warehouse(database) as connection:
        write_stamp(connection)
    with pytest.raises(GongkaiError, match="marts have not been built"):
        publish(database, tmp_path)


def test_what_is_loaded_after_the_build_is_not_published(database: Path, tmp_path: Path, fill, stage) -> None:
    fill(3)
    target = publish(database, tmp_path / "published")
    write_batch(tmp_path / "staging", "n1", [stage("甲局")])
    load_batches(database, tmp_path / "staging", [], [])
    with pytest.raises(GongkaiError, match="not been built from what is loaded now"):
        publish(database, tmp_path / "published")
    assert _count(target) == 3
    fill(5)
    publish(database, tmp_path / "published")
    assert _count(target) == 5


def test_a_stamp_of_other_batches_does_not_count(database: Path, tmp_path: Path, fill) -> None:
    fill(3)
    with duckdb.connect(str(database)) as connection:
        connection.execute("INSERT INTO raw.loaded_batch VALUES ('n1', 'hash', 1, 1, now())")
    with pytest.raises(GongkaiError, match="not been built from what is loaded now"):
        publish(database, tmp_path / "published")


def test_publishing_waits_for_the_writer(database: Path, tmp_path: Path, fill) -> None:
    fill(1)
    with warehouse_lock(database), pytest.raises(GongkaiError, match="writes to the warehouse"):
        publish(database, tmp_path / "published", wait_seconds=0)

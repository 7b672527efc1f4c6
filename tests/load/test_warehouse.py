"""Loading: twice changes nothing, a new reading supersedes, a bad batch harms nothing."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extract.errors import ConfigurationError, GongkaiError
from load import warehouse
from load.ddl import staging_version
from load.identities import forms_to_terms
from load.lock import WarehouseBusy
from load.manifest import MANIFEST_NAME, table_file, write_manifest
from load.schema import METADATA, fact
from load.staging import write_batch
from load.warehouse import LoadResult, load_batches
from transform.form import load_forms
from transform.metrics import load_metrics

TERMS = forms_to_terms(load_forms().values())


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.fixture
def load(database: Path, staging: Path):
    return lambda: load_batches(database, staging, load_metrics().values(), TERMS, wait_seconds=0)


@pytest.fixture
def dump(query):
    """All rows of all tables, without the time of loading."""

    def read() -> dict[str, list[tuple]]:
        without = {"loaded_batch": "SELECT * EXCLUDE (loaded_at) "}
        return {
            table.name: sorted(query(f"{without.get(table.name, '')}FROM {table.fullname}"), key=repr)
            for table in TABLES
        }

    return read


TABLES = METADATA.sorted_tables


def test_a_batch_is_loaded_exactly(staging: Path, stage, load, query) -> None:
    write_batch(staging, "n1", [stage("甲局"), stage("乙局", outcome="not_a_report")])
    assert load() == LoadResult(batches_loaded=1, batches_skipped=0, documents=2, facts=1, findings=1)
    assert query("SELECT value, applicant, locator.bbox, locator.path FROM raw.fact") == [
        (Decimal("12.0000"), "total", [1.5, 2.0, 30.0, 40.0], "/html[1]/body[1]/table[2]/tr[3]/td[9]")
    ]
    assert query("SELECT codes, suggestion.value, suggestion.identities FROM raw.finding") == [
        (["requests.received", "requests.concluded"], Decimal("13.0000"), ["balance.total"])
    ]
    assert query("SELECT labels, texts, locator.line FROM raw.raw_row") == [(["公开机构领导"], ["3", ""], 7)]
    assert query("SELECT outcome, reason, batch_id, agency_key FROM raw.document ORDER BY outcome") == [
        ("not_a_report", "没有统计数字", "n1", None),
        ("report", None, "n1", "甲局"),
    ]
    assert query("SELECT fetched_at = TIMESTAMPTZ '2021-02-01 12:00:00Z' FROM raw.document") == [(True,), (True,)]
    assert query("SELECT documents, row_count FROM raw.loaded_batch") == [(2, 5)]


def test_metrics_and_identities_are_loaded(load, query) -> None:
    load()
    assert query("SELECT count(*) FROM raw.metric") == [(len(load_metrics()),)]
    assert query("SELECT relation, \"of\" FROM raw.metric WHERE code = 'requests.received'") == [(None, None)]
    assert query("SELECT count(*) FROM raw.identity_term") == [(len(TERMS),)]
    balance = query(
        "SELECT code, coefficient FROM raw.identity_term WHERE equation = '2019.balance.natural_person' ORDER BY code"
    )
    assert balance == [
        ("requests.carried_in", 1),
        ("requests.carried_out", -1),
        ("requests.concluded", -1),
        ("requests.received", 1),
    ]


def test_loading_twice_changes_nothing(staging: Path, stage, load, dump, database: Path) -> None:
    write_batch(staging, "n1", [stage("甲局")])
    write_batch(staging, "n2", [stage("乙局"), stage("丙局")])
    load()
    before, size = dump(), database.stat().st_size
    assert load() == LoadResult(batches_loaded=0, batches_skipped=2, documents=0, facts=0, findings=0)
    assert dump() == before
    assert database.stat().st_size == size


def test_loading_again_from_scratch_gives_the_same_tables(staging: Path, stage, load, dump, database: Path) -> None:
    for number in range(warehouse.BATCHES_PER_TRANSACTION + 3):
        write_batch(staging, f"n{number:02}", [stage(f"{number}局"), stage("甲局", value=Decimal(number))])
    load()
    before = dump()
    database.unlink()
    load()
    assert dump() == before
    value = list(fact.columns.keys()).index("value")
    assert [row for row in before["fact"] if row[value] == Decimal(number)]
    assert len(before["document"]) == number + 2


def test_a_document_read_again_replaces_its_rows(staging: Path, stage, load, query) -> None:
    write_batch(staging, "n1", [stage("甲局", value=Decimal(1)), stage("乙局", value=Decimal(5))])
    load()
    write_batch(staging, "n2", [stage("甲局", value=Decimal(2))])
    assert load() == LoadResult(batches_loaded=1, batches_skipped=1, documents=1, facts=1, findings=1)
    assert query("SELECT value FROM raw.fact ORDER BY value") == [(Decimal(2),), (Decimal(5),)]
    assert query("SELECT count(*) FROM raw.document") == [(2,)]


@pytest.mark.parametrize("together", [True, False])
def test_a_batch_that_stands_there_twice_counts_once(
    staging: Path, stage, load, query, database: Path, *, together: bool
) -> None:
    write_batch(staging, "n1", [stage("甲局"), stage("乙局")])
    if not together:
        load()
    shutil.copytree(staging / "n1", staging / "n2")
    assert load().documents == 2
    assert query("SELECT agency, batch_id FROM raw.document ORDER BY agency") == [("乙局", "n2"), ("甲局", "n2")]
    assert query("SELECT count(*), count(DISTINCT document_id) FROM raw.fact") == [(2, 2)]
    assert load().batches_skipped == 2


def test_a_batch_staged_again_takes_its_vanished_documents_along(staging: Path, stage, load, query) -> None:
    write_batch(staging, "n1", [stage("甲局"), stage("乙局")])
    load()
    write_batch(staging, "n1", [stage("乙局")])
    load()
    assert query("SELECT agency FROM raw.document") == [("乙局",)]
    assert query("SELECT count(*) FROM raw.fact") == [(1,)]


def test_a_newer_reading_stands_beside_the_old_one(staging: Path, stage, load, query) -> None:
    write_batch(staging, "n1", [stage("甲局", version="2026.1.9", value=Decimal(1))])
    write_batch(staging, "n2", [stage("甲局", version="2026.1.10", value=Decimal(2))])
    load()
    assert query(
        "SELECT extractor_version, value FROM raw.fact JOIN raw.document USING (document_id) ORDER BY value"
    ) == [
        ("2026.1.9", Decimal(1)),
        ("2026.1.10", Decimal(2)),
    ]


def test_half_written_batches_and_strange_names_are_not_loaded(staging: Path, stage, load) -> None:
    write_batch(staging, "n1", [stage("甲局")])
    shutil.copytree(staging / "n1", staging / ".n2.0.tmp")
    (staging / "notes.txt").write_text("x")
    assert load().batches_loaded == 1


def test_a_folder_named_like_a_pattern_is_read_as_it_is(tmp_path: Path, stage, database: Path) -> None:
    for name in ("[ab]*", "a"):
        write_batch(tmp_path / name, "n1", [stage(f"{name}局")])
    result = load_batches(database, tmp_path / "[ab]*", load_metrics().values(), TERMS)
    assert result.documents == 1


def test_staging_of_another_release_is_refused_by_name(staging: Path, stage, load, dump) -> None:
    write_batch(staging, "n1", [stage("甲局")])
    load()
    before = dump()
    write_batch(staging, "n0", [stage("丙局")])
    manifest = write_batch(staging, "n2", [stage("乙局")]) / MANIFEST_NAME
    manifest.write_text(manifest.read_text().replace(staging_version(), "old"))
    with pytest.raises(ConfigurationError, match=r"n2: staged in schema version old"):
        load()
    assert dump() == before


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", None])
def test_a_damaged_manifest_is_named(staging: Path, stage, load, damage: bytes | None) -> None:
    manifest = write_batch(staging, "n1", [stage("甲局")]) / MANIFEST_NAME
    manifest.unlink()
    if damage is not None:
        manifest.write_bytes(damage)
    with pytest.raises(GongkaiError, match=r"n1/manifest\.json: the batch's manifest .*stage it again"):
        load()


@pytest.mark.parametrize("damage", [b"", b"PAR1 no parquet", None])
def test_a_damaged_staging_file_is_named(staging: Path, stage, load, damage: bytes | None) -> None:
    file = table_file(write_batch(staging, "n1", [stage("甲局")]), fact)
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    with pytest.raises(GongkaiError, match=r"n1/fact\.parquet"):
        load()


def test_a_failure_while_loading_keeps_what_was_there(staging: Path, stage, load, dump) -> None:
    write_batch(staging, "n1", [stage("甲局")])
    load()
    before = dump()
    file = table_file(write_batch(staging, "n2", [stage("乙局")]), fact)
    content = bytearray(file.read_bytes())
    content[4:200] = bytes(196)
    file.write_bytes(content)
    write_manifest(file.parent)
    with pytest.raises(GongkaiError, match="nothing of it was kept"):
        load()
    assert dump() == before


def test_a_missing_staging_folder_is_no_empty_one(tmp_path: Path, database: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such staging folder"):
        load_batches(database, tmp_path / "nowhere", [], [])


def test_a_warehouse_of_another_release_is_refused(load, database: Path) -> None:
    load()
    with duckdb.connect(str(database)) as connection:
        connection.execute("ALTER TABLE raw.fact DROP COLUMN raw_unit")
        connection.execute("UPDATE raw.schema_version SET version = 'of another release'")
    with pytest.raises(ConfigurationError, match=r"another release \(fact\.raw_unit\)"):
        load()


def test_a_file_that_is_no_warehouse_is_named(load, database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"no database, but long enough to have a header" * 500)
    with pytest.raises(GongkaiError, match=r"warehouse\.duckdb: the warehouse cannot be opened") as raised:
        load()
    assert not raised.value.retryable


def test_a_table_that_the_file_does_not_have_yet_is_added(staging: Path, stage, load, database: Path, query) -> None:
    write_batch(staging, "n1", [stage("甲局")])
    load()
    with duckdb.connect(str(database)) as connection:
        connection.execute("DROP TABLE raw.current_document")
        connection.execute("UPDATE raw.schema_version SET version = 'of another release'")
    load()
    assert query("SELECT comment IS NULL FROM duckdb_columns() WHERE table_name = 'current_document'") == [(False,)] * 4
    assert query("SELECT count(*) FROM raw.document") == [(1,)]


def test_changed_comments_are_renewed(load, database: Path, query) -> None:
    load()
    with duckdb.connect(str(database)) as connection:
        connection.execute("COMMENT ON COLUMN raw.fact.code IS 'old'")
        connection.execute("UPDATE raw.schema_version SET version = 'of another release'")
    load()
    assert query("SELECT comment FROM duckdb_columns() WHERE table_name = 'fact' AND column_name = 'code'") == [
        (fact.columns["code"].comment,)
    ]


def test_a_warehouse_open_elsewhere_is_busy(load, database: Path, python_holding) -> None:
    load()
    with python_holding(f"import duckdb; held = duckdb.connect({str(database)!r})"), pytest.raises(WarehouseBusy):
        load()


def test_terms_are_hashable_data() -> None:
    assert len(set(TERMS)) == len(TERMS)
    with pytest.raises(ValueError, match="not 1 or -1"):
        dataclasses.replace(TERMS[0], coefficient=2)


def test_a_load_killed_halfway_is_taken_up_where_it_stopped(staging: Path, stage, load, dump, database: Path) -> None:
    for number in range(4):
        write_batch(staging, f"n{number}", [stage(f"{number}局"), stage("甲局", value=Decimal(number))])
    load()
    undisturbed = dump()
    database.unlink()
    killed = subprocess.run([sys.executable, "-c", KILLED_HALFWAY, str(database), str(staging)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(dump()["loaded_batch"]) == 2
    assert load().batches_loaded == 2
    assert dump() == undisturbed


KILLED_HALFWAY = """
import os, signal, sys
from pathlib import Path
from load import warehouse
from load.identities import forms_to_terms
from transform.form import load_forms
from transform.metrics import load_metrics

load_group, groups = warehouse._load_group, []

def load_and_die(*arguments):
    written = load_group(*arguments)
    groups.append(written)
    if len(groups) == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # everything of the third is written, nothing of it committed
    return written

warehouse._load_group, warehouse.BATCHES_PER_TRANSACTION = load_and_die, 1
terms = forms_to_terms(load_forms().values())
warehouse.load_batches(Path(sys.argv[1]), Path(sys.argv[2]), load_metrics().values(), terms)
"""

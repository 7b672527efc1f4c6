"""Staging: exact values, whole batches, nothing lost without a finding."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Locator
from extract.errors import ConfigurationError
from load.columns import is_storable, to_text
from load.manifest import MANIFEST_NAME, table_file
from load.rows import agency_to_key, document_to_rows
from load.schema import STAGED_TABLES, fact
from load.staging import staged_to_frames, write_batch
from transform.model import Fact


def _fact(value: Decimal, *, raw: str = "1", locator: Locator | None = None) -> Fact:
    return Fact("procurement.amount", value, "元", raw, "reported", "table", locator or Locator(line=1))


def test_a_batch_is_one_file_per_table_in_arrow_types(tmp_path: Path, stage) -> None:
    batch = write_batch(tmp_path / "staging", "night-1", [stage("乙局"), stage("甲局")])
    assert batch == tmp_path / "staging" / "night-1"
    assert sorted(path.name for path in batch.iterdir()) == sorted(
        [MANIFEST_NAME, *(f"{table.name}.parquet" for table in STAGED_TABLES)]
    )
    staged = pq.read_table(table_file(batch, fact)).to_pylist()
    assert [row["document_id"] for row in staged] == [0, 1]
    assert staged[0]["value"] == Decimal("12.0000")
    assert staged[0]["locator"]["bbox"] == [1.5, 2.0, 30.0, 40.0]


def test_frames_have_arrow_types_even_when_empty() -> None:
    frame = staged_to_frames([])["fact"]
    assert len(frame) == 0
    assert str(frame.dtypes["value"]) == "decimal128(18, 4)[pyarrow]"
    assert str(frame.dtypes["locator"]).startswith("struct<part: string")


def test_a_batch_written_again_replaces_the_old_one_and_leaves_nothing_else(tmp_path: Path, stage) -> None:
    write_batch(tmp_path, "b", [stage("甲局"), stage("乙局")])
    batch = write_batch(tmp_path, "b", [stage("甲局")])
    assert pq.read_metadata(table_file(batch, fact)).num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_document_given_twice_is_staged_as_given_last(stage) -> None:
    frames = staged_to_frames([stage("甲局", value=Decimal(1)), stage("甲局", value=Decimal(2))])
    assert len(frames["document"]) == 1
    assert frames["fact"]["value"].tolist() == [Decimal("2.0000")]


def test_a_failure_leaves_the_old_batch_and_no_half_one(tmp_path: Path, stage, monkeypatch) -> None:
    write_batch(tmp_path, "b", [stage("甲局")])
    before = {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("load.staging.pq.write_table", fail)
    with pytest.raises(OSError, match="No space"):
        write_batch(tmp_path, "b", [stage("乙局")])
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()} == before


def test_a_crash_between_the_two_renames_is_mended_by_the_next_write(tmp_path: Path, stage) -> None:
    write_batch(tmp_path, "b", [stage("甲局")])
    (tmp_path / "b").rename(tmp_path / ".b.old")
    (tmp_path / ".b.0.tmp").mkdir()
    batch = write_batch(tmp_path, "b", [stage("乙局")])
    assert pq.read_metadata(table_file(batch, fact)).num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize("batch_id", ["", "..", "a/b", ".hidden", "a b", "x" * 200])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, batch_id: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot name a staging batch"):
        write_batch(tmp_path, batch_id, [])


def test_a_number_that_cannot_be_stored_exactly_is_flagged_not_rounded(stage) -> None:
    facts = (_fact(Decimal("0.00001"), raw="0.00001元"), _fact(Decimal(10) ** 14, locator=Locator(line=2)))
    rows = document_to_rows(stage("甲局", facts=facts), 0)
    assert [(row["value"], row["state"]) for row in rows["fact"]] == [(None, "illegible")] * 2
    assert rows["fact"][0]["raw"] == "0.00001元"
    assert [row["rule"] for row in rows["finding"]] == ["identity.balance", "unstorable_value", "unstorable_value"]


def test_one_place_read_twice_keeps_the_first_and_says_so(stage) -> None:
    facts = (_fact(Decimal(1)), _fact(Decimal(1)), _fact(Decimal(2)))
    rows = document_to_rows(stage("甲局", facts=facts), 0)
    assert [row["value"] for row in rows["fact"]] == [Decimal(1)]
    assert [row["rule"] for row in rows["finding"]] == ["identity.balance", "stated_twice"]


def test_a_time_without_a_zone_is_refused(stage) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        dataclasses.replace(stage("甲局"), fetched_at=datetime.datetime(2021, 1, 1))  # noqa: DTZ001


def test_agencies_are_joined_without_spaces_and_widths() -> None:
    assert agency_to_key("绿 园区\u3000应急管理局（本级）") == "绿园区应急管理局(本级)"
    assert agency_to_key(None) is None
    assert agency_to_key(" ") is None


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_only_exact_values_are_storable(value: Decimal) -> None:
    if is_storable(value):
        assert abs(value) < 10**14
        assert value == round(value, 4)


@given(st.text(st.characters(exclude_categories=())))
def test_text_always_fits_utf_8(text: str) -> None:
    stored = to_text(text)
    stored.encode("utf-8")
    assert to_text(stored) == stored

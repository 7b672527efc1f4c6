"""The JSON of a reading: DESIGN's names, exact numbers, nothing that JSON forbids."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extract.document import Locator
from gongkai.output import decimal_to_number, json_to_text, reading_to_json
from transform.model import Fact, Finding, RawRow, Reading, Report

READING = Reading(
    outcome="report",
    report=Report(
        title="某局2021年报告",
        report_year=2021,
        form="2021",
        agency="某局",
        region_code="220106",
        region_name="绿园区",
        region_year=2021,
        scope="own",
        published_on=datetime.date(2022, 1, 20),
        url=None,
        parts=("ab",),
    ),
    facts=(
        Fact(
            code="fees.amount",
            value=Decimal("12765534.0000"),
            unit="元",
            raw="1276.5534万元",
            state="reported",
            source="table",
            locator=Locator(line=3, column=1),
        ),
        Fact(
            code="penalties.decisions",
            value=None,
            unit="件",
            raw="",
            state="missing",
            source="table",
            locator=None,
        ),
    ),
    raw_rows=(RawRow(("机构数",), ("3",), Locator(path="/html[1]", bbox=(0.5, 1.0, 2.0, 3.0))),),
    findings=(Finding("identity", "error", ("requests.received",), "不等", "source", Decimal("1.50"), Decimal(2)),),
)


def test_the_object_has_the_names_of_the_design() -> None:
    text = reading_to_json("a.html", READING)
    read = json.loads(text, parse_float=Decimal)
    assert list(read) == ["file", "outcome", "reason", "report", "facts", "raw_rows", "findings"]
    assert (read["file"], read["outcome"], read["reason"]) == ("a.html", "report", None)
    assert read["report"]["published_on"] == "2022-01-20"
    assert read["report"]["parts"] == ["ab"]
    fact, missing = read["facts"]
    assert (fact["value"], type(fact["value"]), fact["raw"]) == (12765534, int, "1276.5534万元")
    assert fact["locator"] == {"part": "", "line": 3, "column": 1}
    assert missing["value"] is None
    assert missing["locator"] is None
    assert read["raw_rows"][0]["locator"]["bbox"] == [Decimal("0.5"), Decimal("1.0"), Decimal("2.0"), Decimal("3.0")]
    assert read["findings"][0]["observed"] == Decimal("1.5")
    assert read["findings"][0]["suggestion"] is None
    assert "某局" in text


def test_a_name_that_is_no_unicode_is_still_json() -> None:
    read = json.loads(reading_to_json("\udcff.txt", Reading("unreadable", "is empty")).encode())
    assert read["file"] == "\udcff.txt"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14))
def test_a_number_is_printed_exactly(value: Decimal) -> None:
    text = decimal_to_number(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_written_is_read_back(value: object) -> None:
    assert json.loads(json_to_text(value)) == value  # type: ignore[arg-type]

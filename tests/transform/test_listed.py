"""Lists of indicators: a number is read by its label and its column, whatever stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Cell, Table
from transform.form import load_forms
from transform.listed import tables_to_listings

VINTAGES = ["2008", "2014"]
FromTexts = Callable[..., Table]


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("proven", [True, False])
def test_every_row_is_read(printed_lists: Any, vintage: str, proven: bool) -> None:
    printed = printed_lists[vintage]
    reading = printed.read(printed.table(proven=proven))
    assert {cell.key: cell.cell.text for cell in reading.cells} == printed.values
    assert [*reading.unknown, *reading.undecided, *reading.misfits, *reading.doubled] == []


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_list_with_a_line_for_every_cell_is_read(printed_lists: Any, from_texts: FromTexts, vintage: str) -> None:
    printed = printed_lists[vintage]
    texts = [*printed.header, *(text for line in printed.lines for text in line.texts)]
    assert printed.found(from_texts([[text] for text in texts], proven=False)) == printed.values


@pytest.mark.parametrize("proven", [True, False])
def test_columns_are_told_by_their_labels(printed_lists: Any, from_texts: FromTexts, proven: bool) -> None:
    """Units behind the numbers, row numbers in front, remarks at the end: the value is under 统计数."""
    printed = printed_lists["2014"]
    rows = [["序号", "统计指标", "统计数", "单位", "备注"]]
    rows += [
        [str(at), line.label, line.value, line.unit, "见附件2" if at % 7 == 0 else ""]
        for at, line in enumerate(printed.lines, start=1)
    ]
    assert printed.found(from_texts(rows, proven=proven)) == printed.values


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("columns", ["代码 本期", "代码 本期 累计 上年同期", "累计 代码 本期数", "本期 比上期增减"])
def test_a_code_or_another_period_is_never_the_value(
    printed_lists: Any, from_texts: FromTexts, columns: str, proven: bool
) -> None:
    printed = printed_lists["2008"]
    names = columns.split()
    rows = [["指标名称", "单位", *names]]
    rows += [
        [line.label, line.unit, *(line.value if name.startswith("本期") else str(at) for name in names)]
        for at, line in enumerate(printed.lines, start=1)
    ]
    assert printed.found(from_texts(rows, proven=proven)) == printed.values


def test_codes_without_their_header_are_not_taken_for_values(printed_lists: Any, from_texts: FromTexts) -> None:
    printed = printed_lists["2008"]
    rows = [[line.label, line.unit, str(at), line.value] for at, line in enumerate(printed.lines, start=1)]
    reading = printed.read(from_texts(rows))
    assert reading.cells == []
    assert len(reading.misfits) == len(rows)


@pytest.mark.parametrize("proven", [True, False])
def test_two_lists_side_by_side_are_read_one_after_the_other(
    printed_lists: Any, from_texts: FromTexts, proven: bool
) -> None:
    printed = printed_lists["2014"]
    half = len(printed.lines) // 2 + 1
    left, right = printed.lines[:half], printed.lines[half:]
    rows = [[*printed.header, *printed.header]]
    rows += [[*a.texts, *(right[at].texts if at < len(right) else ("", "", ""))] for at, a in enumerate(left)]
    reading = printed.read(from_texts(rows, proven=proven))
    assert {cell.key: cell.cell.text for cell in reading.cells} == printed.values
    assert [*reading.unknown, *reading.undecided, *reading.misfits] == []


def test_a_parent_that_spans_its_rows_tells_equal_labels_apart(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    rows = [("四、行政复议数量", "（二）被依法纠错数", "7"), ("五、行政诉讼数量", "（二）被依法纠错数", "9")]
    cells = [Cell(text, 0, at) for at, text in enumerate(("统计指标", "", "单位", "统计数"))]
    for at, (parent, label, value) in enumerate(rows):
        row = 1 + 2 * at
        cells.append(Cell(parent, row, 0, rowspan=2))
        for line, texts in enumerate((("合计", "件", str(50 + at)), (label, "件", value))):
            cells += [Cell(text, row + line, 1 + column) for column, text in enumerate(texts)]
    found = printed.found(Table(tuple(cells), grid_proven=True))
    assert {key.code: text for key, text in found.items()} == {
        "reconsideration.total": "50",
        "reconsideration.corrected": "7",
        "litigation.total": "51",
        "litigation.corrected": "9",
    }


def test_equal_labels_are_undecided_where_what_tells_them_apart_is_gone(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    at = printed.lines.index(printed.line("（二）被依法纠错数"))
    reading = printed.read(printed.table([*printed.lines[: at - 2], *printed.lines[at : at + 2]]))
    assert [undecided.row.labels[0].text for undecided in reading.undecided] == [
        "（二）被依法纠错数",
        "（三）其他情形数",
    ]
    assert not any("corrected" in cell.key.code for cell in reading.cells)


def test_equal_labels_between_their_neighbours_are_read_though_another_row_has_moved(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    assert printed.found(printed.table([*printed.lines[5:], *printed.lines[:5]])) == printed.values
    at = printed.lines.index(printed.line("（二）被依法纠错数"))
    found = printed.found(printed.table([*printed.lines[5:at], *printed.lines[at + 1 :], *printed.lines[:5]]))
    assert found == {key: value for key, value in printed.values.items() if key != printed.lines[at].key}


def test_a_header_broken_over_two_rows_is_one(printed_lists: Any, from_texts: FromTexts) -> None:
    printed = printed_lists["2008"]
    rows = [["表", "", "", ""], ["指标", "单", "代", "本"], ["名称", "位", "码", "期"]]
    rows += [[line.label, line.unit, str(at), line.value] for at, line in enumerate(printed.lines, start=1)]
    assert printed.found(from_texts(rows)) == printed.values


def test_an_added_row_is_kept_and_moves_nothing(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    at = printed.lines.index(printed.line("其他方式公开政府信息数")) + 1
    added = [
        replace(printed.lines[0], label="（三）公开重点领域信息情况"),
        replace(printed.lines[1], label="1.公开机构领导、机构设置及人事信息数", value="31"),
        replace(printed.lines[1], label="2.政务微博微信公开政府信息数", value="32"),
    ]
    reading = printed.read(printed.table([*printed.lines[:at], *added, *printed.lines[at:]]))
    assert {cell.key: cell.cell.text for cell in reading.cells} == printed.values
    assert [row.labels[0].text for row in reading.unknown] == [line.label for line in added[1:]]


def test_a_list_that_goes_on_over_the_page_keeps_its_place(printed_lists: Any, from_texts: FromTexts) -> None:
    """Page two begins with a label that two rows have: page one says which."""
    printed = printed_lists["2014"]
    at = printed.lines.index(printed.line("（二）被依法纠错数"))
    first = printed.table(printed.lines[:at])
    second = from_texts([line.texts for line in printed.lines[at : at + 2]])
    third = from_texts([line.texts for line in printed.lines[at + 2 :]])
    assert printed.found(first, second, third) == printed.values


def test_a_list_printed_twice_is_read_once(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    reading = printed.read(printed.table(), printed.table())
    assert {cell.key: cell.cell.text for cell in reading.cells} == printed.values
    assert [(copies.number, copies.differing) for copies in reading.copies] == [(2, ())]


def test_a_unit_behind_the_label_is_the_unit(from_texts: FromTexts) -> None:
    rows = [["指标", "数量"], ["六、举报投诉数量（件）", "3"], ["七、依申请公开信息收取的费用（元）", "1200"]]
    (listing,) = tables_to_listings([from_texts(rows)], load_forms()["2014"])
    assert [(row.folded, row.unit and row.unit.text) for row in listing.rows if row.folded[0] != "指标"] == [
        (("举报投诉数量",), "件"),
        (("依申请公开信息收取的费用",), "元"),
    ]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), vintage=st.sampled_from(VINTAGES), proven=st.booleans())
def test_dropped_and_doubled_rows_move_no_other(
    data: st.DataObject, vintage: str, proven: bool, printed_lists: Any
) -> None:
    printed = printed_lists[vintage]
    places = range(len(printed.lines))
    gone = data.draw(st.sets(st.sampled_from(places), max_size=len(places) - 1))
    kept = [at for at in places if at not in gone]
    doubled = data.draw(st.sets(st.sampled_from(kept), max_size=4))
    lines = [printed.lines[at] for at in kept for _ in range(2 if at in doubled else 1)]
    reading = printed.read(printed.table(lines, proven=proven))
    found = {cell.key: cell.cell.text for cell in reading.cells}
    assert found.items() <= printed.values.items()
    unread = sum(line.key is not None for line in lines) - len(reading.doubled) - len(reading.undecided)
    assert len(found) == unread


@settings(max_examples=40, deadline=None)
@given(data=st.data(), vintage=st.sampled_from(VINTAGES), proven=st.booleans())
def test_rows_in_another_order_are_read_by_their_labels(
    data: st.DataObject, vintage: str, proven: bool, printed_lists: Any
) -> None:
    """All whose label no other row has; of the rest only what stands between its neighbours of the form."""
    printed = printed_lists[vintage]
    labels = [line.label for line in printed.lines]
    sure = {line.key: line.value for line in printed.lines if line.key and labels.count(line.label) == 1}
    order = data.draw(st.permutations(printed.lines))
    reading = printed.read(printed.table(order, proven=proven))
    found = {cell.key: cell.cell.text for cell in reading.cells}
    assert {key: text for key, text in found.items() if key in sure} == sure
    assert len(found) + len(reading.undecided) + len(reading.doubled) == len(printed.values)

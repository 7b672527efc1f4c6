"""The vintage is read off the labels."""

from __future__ import annotations

import pytest

from extract.document import Cell, Table
from transform.form import load_forms
from transform.tables import tables_to_facts
from transform.vintage import tables_to_vintage


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_each_form_is_recognised_by_its_own_labels(draw, vintage) -> None:
    forms = load_forms()
    tables = [draw(vintage, block.id, {}) for block in forms[vintage].tables]
    found = tables_to_vintage(tables, forms)
    assert found is not None
    assert (found.form.vintage, found.proven) == (vintage, True)


@pytest.mark.parametrize("vintage", ["2008", "2014"])
@pytest.mark.parametrize("proven", [True, False])
def test_a_list_is_recognised_by_its_rows_alone(printed_lists, from_texts, vintage, proven) -> None:
    """Provinces call the columns what they like, and print other years' notices above them."""
    tell_tales = load_forms()[vintage].tell_tale
    rows = [
        ["项目", "计量单位", "数量"],
        ["国办公开办函〔2021〕30号", "", ""],
        *([label, "条", "1"] for label in tell_tales),
    ]
    found = tables_to_vintage([from_texts(rows, proven=proven)], load_forms())
    assert found is not None
    assert (found.form.vintage, found.proven) == (vintage, True)


def test_a_table_with_the_header_of_a_list_and_other_rows_is_no_form(from_texts) -> None:
    rows = [["统计指标", "单位", "统计数"], ["网站独立用户访问总量", "个", "31822"], ["信息发布总数", "条", "4127"]]
    found = tables_to_vintage([from_texts(rows)], load_forms())
    assert found is None or tables_to_facts([from_texts(rows)], found.form, vintage_proven=found.proven).facts == ()


def test_a_remnant_that_both_forms_print_proves_neither(draw) -> None:
    table = draw("2019", "disputes", {})
    found = tables_to_vintage([table], load_forms())
    assert found is not None
    assert not found.proven


def test_a_table_of_something_else_is_no_form() -> None:
    cells = tuple(Cell(text, 0, at) for at, text in enumerate(["姓名", "电话", "总计", "其他"]))
    assert tables_to_vintage([Table(cells, grid_proven=True)], load_forms()) is None
    assert tables_to_vintage([], load_forms()) is None

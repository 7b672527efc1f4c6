"""The vintage is read off the labels."""

from __future__ import annotations

import pytest

from extract.document import Cell, Table
from transform.form import load_forms
from transform.vintage import tables_to_vintage


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_each_form_is_recognised_by_its_own_labels(draw, vintage) -> None:
    forms = load_forms()
    tables = [draw(vintage, block.id, {}) for block in forms[vintage].tables]
    found = tables_to_vintage(tables, forms)
    assert found is not None
    assert (found.form.vintage, found.proven) == (vintage, True)


def test_a_remnant_that_both_forms_print_proves_neither(draw) -> None:
    table = draw("2019", "disputes", {})
    found = tables_to_vintage([table], load_forms())
    assert found is not None
    assert not found.proven


def test_a_table_of_something_else_is_no_form() -> None:
    cells = tuple(Cell(text, 0, at) for at, text in enumerate(["姓名", "电话", "总计", "其他"]))
    assert tables_to_vintage([Table(cells, grid_proven=True)], load_forms()) is None
    assert tables_to_vintage([], load_forms()) is None

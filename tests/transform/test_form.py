"""The forms as data: complete, known to the code list, and refused where they are not."""

from __future__ import annotations

import pytest

from extract.errors import ConfigurationError
from transform.equations import form_to_equations
from transform.form import load_forms
from transform.metrics import CHANNEL_NAMES, load_metrics
from transform.model import Key


@pytest.mark.parametrize(("vintage", "rows", "cells"), [("2019", 23, 198), ("2021", 25, 200)])
def test_each_form_has_the_cells_of_the_official_one(vintage: str, rows: int, cells: int) -> None:
    form = load_forms()[vintage]
    assert len(form.table("requests").row_leaves) == rows
    assert len(form.table("disputes").cell_keys) == 15
    assert sum(len(table.cell_keys) for table in form.tables) == cells


def test_the_list_of_2014_has_the_rows_of_the_official_one() -> None:
    form = load_forms()["2014"]
    assert form.is_list
    assert [len(table.row_leaves) for table in form.tables] == [58]
    assert Key("requests.received", channel="online") in form.tables[0].cell_keys
    assert len(set(form.tables[0].cell_keys)) == 58


@pytest.mark.parametrize("vintage", ["2008", "2014", "2019", "2021"])
def test_every_code_of_a_vintage_is_printed_by_its_form(vintage: str) -> None:
    printed = {code for table in load_forms()[vintage].tables for code in table.codes}
    listed = {metric.code for metric in load_metrics().values() if vintage in metric.forms}
    assert printed <= listed
    assert listed <= printed


@pytest.mark.parametrize("vintage", ["2008", "2014", "2019", "2021"])
def test_every_identity_is_about_cells_of_the_form(vintage: str) -> None:
    form = load_forms()[vintage]
    cells = {key for table in form.tables for key in table.cell_keys}
    equations = form_to_equations(form)
    assert len({equation.id for equation in equations}) == len(equations)
    assert all(key in cells for equation in equations for key in equation.keys)


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_every_cell_of_requests_and_disputes_stands_in_some_identity(vintage: str) -> None:
    form = load_forms()[vintage]
    equations = form_to_equations(form)
    proved = {key for equation in equations for key in equation.keys}
    assert proved == {key for table in (form.table("requests"), form.table("disputes")) for key in table.cell_keys}


@pytest.mark.parametrize("vintage", ["2008", "2014", "2019", "2021"])
def test_every_channel_has_a_name(vintage: str) -> None:
    channels = {key.channel for table in load_forms()[vintage].tables for key in table.cell_keys}
    assert channels - {"all"} <= CHANNEL_NAMES.keys()


def test_the_report_years_of_the_forms_follow_one_another() -> None:
    for year in range(2008, 2026):
        assert sum(year in form.report_years for form in load_forms().values()) == 1


def test_an_unknown_key_is_refused_by_name(tmp_path) -> None:
    (tmp_path / "2099.yml").write_text("vintage: '2099'\ncolour: red\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"2099\.yml[\s\S]*colour"):
        load_forms(tmp_path)


def test_an_empty_folder_is_no_silent_success(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match="no form"):
        load_forms(tmp_path)

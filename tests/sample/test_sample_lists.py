"""Reports of before 2019: figures that satisfy their forms, lists in several layouts, and townships without a table."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample.corpus import Corpus
from sample.generate import generate
from sample.list_content import figures_to_printed, values_to_list_facts
from sample.list_figures import agency_to_list_figures
from sample.list_forms import LAYOUTS, draw_columns, form_to_lines, lines_to_grid
from sample.lists import load_list_forms
from sample.model import Agency, Place
from sample.variation import Style

SUMS = {
    "requests.received": ["requests.received@"],
    "requests.concluded": ["requests.concluded."],
    "requests.denied": ["requests.denied."],
    "reconsideration.total": ["reconsideration."],
    "litigation.total": ["litigation."],
    "staffing.staff": ["staffing.full_time", "staffing.part_time"],
}
REPLIES = (
    *("already_public", "granted", "granted_in_part", "denied"),
    *("not_this_agency", "not_exist", "to_be_amended", "other_route"),
)


def agency(volume: int, name: str = "甲区财政局") -> Agency:
    return Agency("x", name, Place("甲区", "000000", "乙市", "丙省"), ("甲", "乙", "丙"), "SampleTRS", volume, "0")


def broken_identities(cells: dict[str, int]) -> list[str]:
    """Every identity of spec/forms.md that fails, by its total."""
    broken = []
    for total, prefixes in SUMS.items():
        parts = [n for code, n in cells.items() if code != total and code.startswith(tuple(prefixes))]
        if total in cells and parts and cells[total] != sum(parts):
            broken.append(total)
    if "requests.not_exist" in cells and cells["requests.replies"] != sum(cells[f"requests.{r}"] for r in REPLIES):
        broken.append("requests.replies")
    channels = [n for code, n in cells.items() if code.startswith("disclosure.total@")]
    if channels and cells["disclosure.total"] > sum(channels):
        broken.append("disclosure.total")
    return broken


@given(st.integers(0, 3000), st.integers(0, 10**6), st.integers(2008, 2018))
def test_drawn_figures_satisfy_every_identity(volume: int, seed: int, year: int) -> None:
    figures = agency_to_list_figures(agency(volume), year, seed)
    cells = {code: int(value) for (code, _), value in figures.cells.items()}
    assert min(cells.values()) >= 0
    assert broken_identities(cells) == []
    assert set(cells) == {row.code for row in load_list_forms()[figures.form].rows if row.code}
    assert sum(figures.categories.values()) == figures.disclosed == cells["disclosure.total"]


@pytest.mark.parametrize("form", ["2008", "2014"])
@pytest.mark.parametrize("layout", sorted(set(LAYOUTS)))
def test_a_grid_is_full_and_prints_each_number_once(form: str, layout: str) -> None:
    rng = random.Random(f"{form} {layout}")
    figures = agency_to_list_figures(agency(40), 2010 if form == "2008" else 2016, 5)
    values = figures_to_printed(figures, Style(), rng)
    lines = form_to_lines(form, values, added=True, rng=rng)
    grid = lines_to_grid(form, lines, draw_columns(form, rng), layout, Style())
    assert sum(cell.rowspan * cell.colspan for cell in grid.cells) == grid.columns * grid.row_count
    printed = Counter((cell.key, cell.text) for cell in grid.cells if cell.key)
    assert printed == Counter((key, value.raw) for key, value in values.items())
    raw_rows = [row for line in lines if (row := line.to_raw_row(Style()))]
    assert len(raw_rows) == (13 if form == "2008" else 6)
    texts = {cell.text.strip() for cell in grid.cells}
    assert all({row.label, *row.texts} <= texts for row in raw_rows)


def test_a_code_carries_its_channel_behind_an_at_sign() -> None:
    figures = agency_to_list_figures(agency(40), 2016, 5)
    rng = random.Random(1)
    facts = values_to_list_facts(figures_to_printed(figures, Style(), rng))
    by_channel = {fact.channel: fact.value for fact in facts if fact.code == "requests.received"}
    assert set(by_channel) == {"all", "in_person", "fax", "online", "letter"}
    assert by_channel.pop("all") == sum(value for value in by_channel.values() if value is not None)
    money = next(fact for fact in facts if fact.code == "funding.amount")
    assert money.value == figures.cells["funding.amount", "all"]


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return generate(tmp_path_factory.mktemp("early"), count=120, years=range(2008, 2019), formats=("html", "text_tabs"))


def test_reports_of_every_early_year(early: Corpus) -> None:
    answers: list[dict[str, Any]] = [early.read_answer(d) for d in early.documents if d.outcome == "report"]
    assert {answer["report_year"] for answer in answers} == set(range(2008, 2019))
    assert {answer["form"] for answer in answers} == {None, "2008", "2014"}
    for answer in answers:
        expected = "2008" if answer["report_year"] <= 2013 else "2014"
        assert answer["form"] in (expected, None)
        is_township = answer["agency"].endswith(("镇人民政府", "乡人民政府", "街道办事处"))
        assert (answer["form"] is None) is is_township
        assert is_township is not any(fact["source"] == "table" for fact in answer["facts"])
    assert any(answer["raw_rows"] for answer in answers if answer["form"] == "2014")
    assert all(answer["raw_rows"] for answer in answers if answer["form"] == "2008")


def test_prose_states_what_the_table_prints(early: Corpus) -> None:
    compared = 0
    for document in early.documents:
        facts = early.read_answer(document)["facts"]
        printed = {(f["code"], f["channel"]): f["value"] for f in facts if f["source"] == "table" and f["value"]}
        for fact in facts:
            key = fact["code"], fact["channel"]
            if fact["source"] == "narrative" and key in printed and not fact["approximate"]:
                assert Decimal(fact["value"]) == Decimal(printed[key]), (document.id, key)
                compared += 1
    assert compared > 100

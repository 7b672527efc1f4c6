"""Damage and habits of layout: every grid stays a full grid, and only what is said to be harmed is."""

from __future__ import annotations

import random

import pytest

from sample.damage import DAMAGES
from sample.figures import agency_to_figures
from sample.generate import plan_to_content
from sample.grid_edits import cut_grid, double_row, drop_row, insert_row, number_rows, row_cells, stack_grids
from sample.model import Grid, GridCell, ReportContent
from sample.plan import Recipe, plan_corpus

YEARS = range(2019, 2024)
GRID = Grid(
    (
        GridCell("甲", 0, 0, 3, 1),
        GridCell("一", 0, 1),
        GridCell("1", 0, 2, key=("a", "all")),
        GridCell("二", 1, 1),
        GridCell("2", 1, 2, key=("b", "all")),
        GridCell("三", 2, 1),
        GridCell("3", 2, 2, key=("c", "all")),
        GridCell("四", 3, 0, 1, 2),
        GridCell("4", 3, 2, key=("d", "all")),
    ),
    3,
)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.places()]


def is_full(grid: Grid) -> bool:
    places = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    return sorted(places) == [(r, c) for r in range(grid.row_count) for c in range(grid.columns)]


def test_a_row_under_a_span_is_dropped() -> None:
    assert texts(drop_row(GRID, 0)) == [["甲", "二", "2"], ["甲", "三", "3"], ["四", "四", "4"]]
    assert texts(drop_row(GRID, 3))[-1] == ["甲", "三", "3"]


def test_a_row_is_printed_twice_and_one_is_put_in() -> None:
    doubled = double_row(GRID, 1)
    assert texts(doubled)[1] == texts(doubled)[2] == ["甲", "二", "2"]
    assert [cell.key for cell in row_cells(doubled, 2)] == [None, None]
    assert texts(insert_row(GRID, 1, row_cells(GRID, 2)))[1] == ["甲", "三", "3"]
    assert is_full(insert_row(GRID, 3, row_cells(GRID, 3)))


def test_a_cut_leaves_the_text_above() -> None:
    above, below = cut_grid(GRID, 2)
    assert texts(above) == [["甲", "一", "1"], ["甲", "二", "2"]]
    assert texts(below) == [["", "三", "3"], ["四", "四", "4"]]
    assert is_full(stack_grids([above, Grid((GridCell("x", 0, 0),), 1), below]))
    assert texts(number_rows(GRID))[3] == ["4", "四", "四", "4"]


@pytest.fixture(scope="module")
def contents() -> list[tuple[str | None, ReportContent]]:
    made: list[tuple[str | None, ReportContent]] = []
    for agency, plans in plan_corpus(Recipe(5, 260, YEARS, damaged=0.9)):
        figures = {each.year: each for each in agency_to_figures(agency, YEARS, 5)}
        made.extend((p.special, plan_to_content(p, figures[p.year], random.Random(p.id), 5)) for p in plans)
    return made


def test_every_grid_of_every_damage_is_full(contents: list[tuple[str | None, ReportContent]]) -> None:
    assert {content.damage for _, content in contents} >= set(DAMAGES)
    for _, content in contents:
        assert all(is_full(block) for block in content.blocks if isinstance(block, Grid)), content.damage


def test_what_is_printed_is_what_the_facts_say(contents: list[tuple[str | None, ReportContent]]) -> None:
    for _, content in contents:
        printed = {c.key: c.text for b in content.blocks if isinstance(b, Grid) for c in b.cells if c.key}
        for fact in content.facts:
            key = (fact.code, fact.applicant)
            if fact.source != "table" or (content.damage == "lost_label" and key in content.damaged):
                continue
            assert (fact.state == "missing") == (key not in printed), (content.damage, key)
            assert fact.state == "missing" or printed[key] == fact.raw

"""Grids, lines and marks found in drawn pictures, before anything is recognised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from extract.readers.scan_lines import has_faint_mark, ink_to_lines, is_blank, without_specks
from extract.readers.scan_marks import ink_to_marks
from extract.readers.scan_page import ScanPage, grey_to_page
from extract.readers.scan_sheet import grey_to_sheet

EM = 30
Cells = list[tuple[int, int, int, int]]
"""Row, column, rowspan, colspan."""


def drawn_grid(cells: Cells, step: tuple[int, int] = (150, 60), skew: float = 0.0) -> NDArray[np.uint8]:
    """A page with a bordered cell for each of `cells` and a block like a character in it."""
    picture = Image.new("L", (1200, 900), 245)
    pen = ImageDraw.Draw(picture)
    width, height = step
    for row, column, rowspan, colspan in cells:
        left, top = 150 + column * width, 150 + row * height
        pen.rectangle((left, top, left + colspan * width, top + rowspan * height), outline=40, width=2)
        pen.rectangle((left + 20, top + 15, left + 20 + EM, top + 15 + EM), outline=20, width=3)
    return np.asarray(picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=245))


def places(page: ScanPage) -> set[tuple[int, int, int, int]]:
    (table,) = page.tables
    return {(c.place.row, c.place.column, c.place.rowspan, c.place.colspan) for c in table.cells}


MERGED: Cells = [(0, 0, 2, 1), (0, 1, 1, 3), (1, 1, 1, 1), (1, 2, 1, 1), (1, 3, 1, 1), (2, 0, 1, 4)]


@pytest.mark.parametrize("skew", [-2.0, -0.7, 0.0, 0.3, 1.9])
def test_merged_cells_are_where_no_line_is_drawn(skew: float) -> None:
    assert places(grey_to_page(drawn_grid(MERGED, skew=skew), 1, 72 / 200)) == set(MERGED)


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 6), st.integers(2, 5), st.floats(-2.0, 2.0))
def test_a_plain_grid_is_found_however_it_lies(rows: int, columns: int, skew: float) -> None:
    cells = [(row, column, 1, 1) for row in range(rows) for column in range(columns)]
    assert places(grey_to_page(drawn_grid(cells, skew=skew), 1, 72 / 200)) == set(cells)


@pytest.mark.parametrize("skew", [-1.5, 0.4, 2.0])
def test_skew_is_measured(skew: float) -> None:
    assert grey_to_sheet(drawn_grid(MERGED, skew=skew)).skew == pytest.approx(-skew, abs=0.08)


def test_boxes_count_in_the_picture_as_it_came() -> None:
    straight = grey_to_page(drawn_grid(MERGED), 1, 1.0).tables[0]
    skewed = grey_to_page(drawn_grid(MERGED, skew=2.0), 1, 1.0).tables[0]
    first, last = straight.cells[0].bbox, skewed.cells[0].bbox
    # Turned counter-clockwise about (600, 450), the top left corner comes to lie lower and a little to the left.
    assert last[1] - first[1] == pytest.approx(15, abs=5)
    assert last[0] - first[0] == pytest.approx(-10, abs=5)


def test_text_alone_is_no_table() -> None:
    picture = Image.new("L", (1200, 900), 250)
    pen = ImageDraw.Draw(picture)
    for row in range(6):
        for column in range(20):
            left, top = 100 + column * 36, 100 + row * 60
            pen.rectangle((left, top, left + EM, top + EM), outline=10, width=3)
            pen.line((left, top + 15, left + EM, top + 15), fill=10, width=2)
    page = grey_to_page(np.asarray(picture), 1, 72 / 200)
    assert page.tables == ()
    assert len(page.lines) == 6


def test_strokes_of_one_character_are_one_line_and_lines_are_several() -> None:
    ink = np.zeros((200, 100), np.uint8)
    for top in (10, 22, 34):  # 三
        ink[top : top + 3, 20:50] = 1
    ink[80:108, 20:90] = 1
    ink[120:148, 20:90] = 1
    assert [(top, bottom) for _, top, _, bottom in ink_to_lines(ink, EM)] == [(10, 37), (80, 108), (120, 148)]


def test_lines_that_touch_are_cut_apart() -> None:
    ink = np.zeros((120, 100), np.uint8)
    ink[10:100, 20:90] = 1
    ink[52:56, 20:88] = 0
    assert len(ink_to_lines(ink, EM)) == 2


def test_dust_is_blank_and_a_dash_is_not() -> None:
    ink = np.zeros((60, 100), np.uint8)
    ink[20, 30] = ink[40, 70] = 1
    assert is_blank(without_specks(ink, EM), EM)
    ink[30:32, 40:55] = 1
    assert not is_blank(without_specks(ink, EM), EM)


def test_a_faint_mark_in_a_blank_cell_is_seen_and_noise_is_not() -> None:
    noise = np.random.default_rng(3).normal(248, 6, (60, 100)).clip(0, 255).astype(np.uint8)
    nothing = np.zeros((60, 100), np.uint8)
    assert not has_faint_mark(noise, nothing, EM)
    faint = noise.copy()
    faint[20:40, 45:50] = 205
    assert has_faint_mark(faint, nothing, EM)


def strokes(*lines: tuple[int, int, int, int], width: int = 3) -> NDArray[np.uint8]:
    picture = Image.new("L", (100, 60), 0)
    for line in lines:
        ImageDraw.Draw(picture).line(line, fill=1, width=width)
    return np.asarray(picture).copy()


@pytest.mark.parametrize(
    ("ink", "shape"),
    [
        (strokes((40, 30, 68, 30)), "dash"),
        (strokes((35, 30, 48, 30), (54, 30, 67, 30)), "dash"),
        (strokes((58, 18, 44, 42)), "slash"),
        (strokes((50, 18, 50, 42)), "upright"),
        (strokes((52, 18, 47, 42)), "leaning"),
        (strokes((40, 20, 68, 20), (40, 40, 68, 40)), "other"),  # 二
    ],
)
def test_the_shape_of_a_mark(ink: NDArray[np.uint8], shape: str) -> None:
    assert ink_to_marks(ink, EM).shape == shape


def test_a_seven_is_no_slash() -> None:
    for foot in (44, 48, 52):
        assert ink_to_marks(strokes((42, 20, 58, 20), (58, 20, foot, 42)), EM).shape != "slash"


def test_a_mark_at_the_border_is_not_free() -> None:
    assert ink_to_marks(strokes((50, 18, 50, 42)), EM).free
    assert not ink_to_marks(strokes((1, 5, 1, 55)), EM).free
    assert not ink_to_marks(strokes((50, 0, 50, 42)), EM).free

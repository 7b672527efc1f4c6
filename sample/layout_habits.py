"""How offices lay out the form's tables: other than prescribed, and nothing lost; drawn for each document."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from sample.grid_edits import add_title_row, append_blank_row, widen_label
from sample.model import Block, Grid, GridCell, Para, ReportContent
from sample.traditional import content_to_traditional

Habit = Callable[[Grid, str], Grid]
"""A table and the heading above it → the table as the office lays it out."""


TRADITIONAL = 0.04


def draw_layout(content: ReportContent, rng: random.Random, *, flat: bool, drawn: bool) -> ReportContent:
    """The report with the habits of one office in all of its tables, now and then in traditional characters.

    Flattened text (`flat`) has no narrow columns, and the fonts of scans (`drawn`) have no traditional characters.
    """
    if rng.random() < TRADITIONAL and not drawn:
        content = content_to_traditional(content)
    habits = [habit for share, habit in HABITS if rng.random() < share and not (flat and habit is _vertical_labels)]
    blocks: list[Block] = []
    heading = ""
    for block in content.blocks:
        if isinstance(block, Para):
            heading = block.text if block.kind == "heading" else heading
            blocks.append(block)
            continue
        grid = block
        for habit in habits:
            grid = habit(grid, heading)
        blocks.append(grid)
    return replace(content, blocks=tuple(blocks))


def _title_row(grid: Grid, heading: str) -> Grid:
    """The section's heading once more, as a first row over the whole width."""
    return add_title_row(grid, heading) if heading else grid


def _spare_column(grid: Grid, _heading: str) -> Grid:
    """One column more than the form has, as word processors leave behind where borders were moved."""
    return widen_label(grid)


def _blank_row(grid: Grid, _heading: str) -> Grid:
    """An empty row at the end."""
    return append_blank_row(grid)


def _vertical_labels(grid: Grid, _heading: str) -> Grid:
    """Labels of narrow columns set one character a line."""
    return _relabelled(grid, lambda cell: "\n".join(cell.text) if _is_narrow_head(grid, cell) else cell.text)


def _no_corner(grid: Grid, _heading: str) -> Grid:
    """The corner of table 3 left empty."""
    return _relabelled(grid, lambda cell: "" if "勾稽关系" in cell.text else cell.text)


def _no_numbering(grid: Grid, _heading: str) -> Grid:
    """Row labels without their numbers."""
    return _relabelled(grid, lambda cell: cell.text.split(".", 1)[-1] if cell.text[:1].isdigit() else cell.text)


def _is_narrow_head(grid: Grid, cell: GridCell) -> bool:
    return cell.row < grid.header_rows and cell.colspan == 1 and 2 < len(cell.text) < 8 and "\n" not in cell.text


def _relabelled(grid: Grid, relabel: Callable[[GridCell], str]) -> Grid:
    return replace(grid, cells=tuple(c if c.key else replace(c, text=relabel(c)) for c in grid.cells))


HABITS: tuple[tuple[float, Habit], ...] = (
    (0.10, _title_row),
    (0.15, _spare_column),
    (0.07, _blank_row),
    (0.10, _vertical_labels),
    (0.10, _no_corner),
    (0.07, _no_numbering),
)
"""Each with the share of offices that have it."""

"""Damage to the layout of tables: pages cut them, headers break or get lost, columns change places."""

from __future__ import annotations

import random
from dataclasses import replace

from sample.damage_tools import grid_at, grid_of, harmed, keys_to_codes, longest_grid, with_grids
from sample.grid_edits import cut_grid, insert_row, number_rows, stack_grids, swap_columns
from sample.labels import REQUEST_ROWS
from sample.model import FindingAnswer, Grid, GridCell, Key, Para, ReportContent


def cut_page(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A page ends within the longest table: it goes on as a table of its own, with or without a page number between."""
    index = longest_grid(content)
    if index is None:
        return None
    grid = grid_at(content, index)
    row = rng.randint(grid.header_rows + 3, grid.row_count - 2)
    between = [Para(f"- {rng.randint(2, 9)} -")] if rng.random() < 0.5 else []
    above, below = cut_grid(grid, row)
    return harmed(with_grids(content, index, above, *between, below), ())


def cut_page_in_label(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """The page number of a page that ends within a label stands in the label: （四）无 -4- 法提供."""
    index = longest_grid(content)
    if index is None:
        return None
    grid = grid_at(content, index)
    labels = [
        c
        for c in grid.cells
        if not c.key and c.row >= max(grid.header_rows, 1) and len(c.text) > 6 and "\n" not in c.text
    ]
    if not labels:
        return None
    chosen = rng.choice(labels)
    at, page = rng.randint(4, len(chosen.text) - 1), rng.randint(2, 9)
    text = f"{chosen.text[:at]} -{page}- {chosen.text[at:]}"
    cells = tuple(replace(c, text=text) if c is chosen else c for c in grid.cells)
    return harmed(with_grids(content, index, replace(grid, cells=cells)), ())


def merge_tables(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """Two tables stand in one, with or without the heading between them as a row."""
    indexes = [i for i, block in enumerate(content.blocks) if isinstance(block, Grid)]
    if len(indexes) < 2:
        return None
    first, second = indexes[-2], indexes[-1]
    upper, lower = grid_at(content, first), grid_at(content, second)
    columns = max(upper.columns, lower.columns)
    headings = [block for block in content.blocks[first + 1 : second] if isinstance(block, Para)]
    rows = [Grid((GridCell(headings[0].text, 0, 0, 1, columns),), columns)] if headings and rng.random() < 0.5 else []
    merged = stack_grids([upper, *rows, lower])
    blocks = (*content.blocks[:first], merged, *content.blocks[second + 1 :])
    return harmed(replace(content, blocks=blocks), ())


def split_header(content: ReportContent, _rng: random.Random) -> ReportContent | None:
    """The lowest row of the header of table 3 is broken in two rows, half of each label in each."""
    index = grid_of(content, "requests.received")
    if index is None or grid_at(content, index).header_rows < 2:
        return None
    grid = grid_at(content, index)
    last = grid.header_rows - 1
    labels = [cell for cell in grid.cells if cell.row == last and cell.rowspan == 1]
    lower = [replace(cell, text=cell.text[(len(cell.text) + 1) // 2 :].strip()) for cell in labels]
    upper = {(c.row, c.column): c.text[: (len(c.text) + 1) // 2].strip() for c in labels}
    cells = tuple(replace(c, text=upper.get((c.row, c.column), c.text)) for c in grid.cells)
    grown = insert_row(replace(grid, cells=cells), last + 1, lower)
    grown = replace(grown, cells=_reaching(grown.cells, last), header_rows=last + 2)
    return harmed(with_grids(content, index, grown), ())


def _reaching(cells: tuple[GridCell, ...], last: int) -> tuple[GridCell, ...]:
    """Cells of the header that end with its last row reach one row further, over the row put under it."""
    return tuple(
        replace(c, rowspan=c.rowspan + 1) if c.row + c.rowspan - 1 == last and c.rowspan > 1 else c for c in cells
    )


def lose_request_header(content: ReportContent, _rng: random.Random) -> ReportContent | None:
    """Table 3 has lost its header: what is left is labels of rows and seven numbers in each."""
    return _lose_header(content, "requests.received")


def lose_dispute_header(content: ReportContent, _rng: random.Random) -> ReportContent | None:
    """Table 4 has lost its header: fifteen bare cells."""
    return _lose_header(content, "reconsideration.total")


def _lose_header(content: ReportContent, code: str) -> ReportContent | None:
    index = grid_of(content, code)
    if index is None or content.form not in REQUEST_ROWS:
        return None  # in a list of indicators the value stands beside its label, header or not
    grid = grid_at(content, index)
    _, rest = cut_grid(grid, grid.header_rows)
    keys: list[Key] = [cell.key for cell in rest.cells if cell.key]
    codes = keys_to_codes(keys)
    told = FindingAnswer(codes, "no label is left above the columns: read by position")
    return harmed(with_grids(content, index, rest), keys, told)


def swap_applicants(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """Two columns of table 3 change places, labels and all: every sum still holds, and values go by the labels."""
    index = grid_of(content, "requests.received")
    if index is None or content.form not in REQUEST_ROWS:
        return None
    grid = grid_at(content, index)
    columns = sorted({c.column for c in grid.cells if c.key})
    lowest = [c.column for c in grid.cells if c.row == grid.header_rows - 1 and c.colspan == 1 and c.rowspan == 1]
    free = [column for column in columns if column in lowest]
    if len(free) < 2:
        return None
    first, second = rng.sample(free, 2)
    return harmed(with_grids(content, index, swap_columns(grid, first, second)), ())


def add_row_numbers(content: ReportContent, _rng: random.Random) -> ReportContent | None:
    """The rows of the longest table are numbered in a column of their own."""
    index = longest_grid(content)
    if index is None:
        return None
    return harmed(with_grids(content, index, number_rows(grid_at(content, index))), ())

"""What can happen to the rows and columns of a table; spans are kept whole, so that every grid stays a full grid."""

from __future__ import annotations

from dataclasses import replace

from sample.model import Grid, GridCell


def row_cells(grid: Grid, row: int) -> list[GridCell]:
    """The cells that belong to one row alone, left to right."""
    return sorted((c for c in grid.cells if c.row == row and c.rowspan == 1), key=lambda cell: cell.column)


def drop_row(grid: Grid, row: int) -> Grid:
    """The grid without one row; a cell that spans it is a row shorter."""
    cells = []
    for cell in grid.cells:
        if cell.row == row and cell.rowspan == 1:
            continue
        covers = cell.row <= row < cell.row + cell.rowspan
        cells.append(
            replace(cell, row=cell.row - (cell.row > row), rowspan=cell.rowspan - covers)
            if covers or cell.row > row
            else cell
        )
    header = grid.header_rows - (row < grid.header_rows)
    return replace(grid, cells=_ordered(cells), header_rows=header)


def insert_row(grid: Grid, before: int, cells: list[GridCell]) -> Grid:
    """The grid with one more row; cells that span the place are a row longer, `cells` fill the others."""
    moved = []
    for cell in grid.cells:
        if cell.row >= before:
            moved.append(replace(cell, row=cell.row + 1))
        elif cell.row + cell.rowspan > before:
            moved.append(replace(cell, rowspan=cell.rowspan + 1))
        else:
            moved.append(cell)
    header = grid.header_rows + (before < grid.header_rows)
    placed = [replace(cell, row=before, rowspan=1) for cell in cells]
    return replace(grid, cells=_ordered([*moved, *placed]), header_rows=header)


def double_row(grid: Grid, row: int) -> Grid:
    """The grid with a row printed twice; the second print answers no key."""
    copies = [replace(cell, key=None) for cell in row_cells(grid, row)]
    grown = [
        replace(c, rowspan=c.rowspan + 1) if c.row <= row < c.row + c.rowspan and c.rowspan > 1 else c
        for c in grid.cells
    ]
    moved = [replace(c, row=c.row + 1) if c.row > row else c for c in grown]
    return replace(grid, cells=_ordered([*moved, *(replace(copy, row=row + 1) for copy in copies)]))


def swap_rows(grid: Grid, row: int) -> Grid:
    """The grid with a row and the one below it in each other's place; both must fill the same columns."""
    other = {row: row + 1, row + 1: row}
    cells = [replace(c, row=other[c.row]) if c.rowspan == 1 and c.row in other else c for c in grid.cells]
    return replace(grid, cells=_ordered(cells))


def fill_the_same(grid: Grid, row: int) -> bool:
    """Whether a row and the one below it fill the same columns, so that they can be swapped."""
    here, below = ([(c.column, c.colspan) for c in row_cells(grid, at)] for at in (row, row + 1))
    return here == below


def swap_columns(grid: Grid, first: int, second: int) -> Grid:
    """The grid with two columns in each other's place, labels and all; cells that span both stay."""
    other = {first: second, second: first}
    cells = [replace(c, column=other[c.column]) if c.colspan == 1 and c.column in other else c for c in grid.cells]
    return replace(grid, cells=_ordered(cells))


def cut_grid(grid: Grid, row: int) -> tuple[Grid, Grid]:
    """The grid above a row, and the grid from it on; of a cell that is cut the text stays above."""
    above = [replace(c, rowspan=min(c.rowspan, row - c.row)) for c in grid.cells if c.row < row]
    below = [replace(c, row=c.row - row) for c in grid.cells if c.row >= row]
    below += [
        replace(c, row=0, rowspan=c.row + c.rowspan - row, text="", key=None)
        for c in grid.cells
        if c.row < row < c.row + c.rowspan
    ]
    return replace(grid, cells=_ordered(above)), replace(grid, cells=_ordered(below), header_rows=0)


def stack_grids(grids: list[Grid]) -> Grid:
    """One grid of several, one under the other; narrower ones are filled up with an empty cell at the right."""
    columns = max(grid.columns for grid in grids)
    cells: list[GridCell] = []
    offset = 0
    for grid in grids:
        cells.extend(replace(c, row=c.row + offset) for c in grid.cells)
        if grid.columns < columns:
            cells.append(GridCell("", offset, grid.columns, grid.row_count, columns - grid.columns))
        offset += grid.row_count
    return Grid(_ordered(cells), columns, grids[0].header_rows)


def number_rows(grid: Grid) -> Grid:
    """The grid with a column in front that numbers the rows under the header."""
    moved = [replace(cell, column=cell.column + 1) for cell in grid.cells]
    numbers = [GridCell(str(at + 1), grid.header_rows + at, 0) for at in range(grid.row_count - grid.header_rows)]
    head = [GridCell("序号", 0, 0, grid.header_rows)] if grid.header_rows else []
    return replace(grid, cells=_ordered([*moved, *head, *numbers]), columns=grid.columns + 1)


def _ordered(cells: list[GridCell]) -> tuple[GridCell, ...]:
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def add_title_row(grid: Grid, title: str) -> Grid:
    """The grid under a first row of one cell that spans it; a row of the header like the others."""
    moved = [replace(cell, row=cell.row + 1) for cell in grid.cells]
    top = GridCell(title, 0, 0, 1, grid.columns)
    return replace(grid, cells=(top, *_ordered(moved)), header_rows=grid.header_rows + 1 if grid.header_rows else 0)


def append_blank_row(grid: Grid) -> Grid:
    """The grid with an empty row under it."""
    blank = tuple(GridCell("", grid.row_count, column) for column in range(grid.columns))
    return replace(grid, cells=(*grid.cells, *blank))


def widen_label(grid: Grid) -> Grid:
    """The grid with its first column of labels over two columns."""
    if any(cell.key for cell in grid.cells if cell.column == 0):
        return grid
    cells = (
        replace(cell, colspan=cell.colspan + 1) if cell.column == 0 else replace(cell, column=cell.column + 1)
        for cell in grid.cells
    )
    return replace(grid, cells=tuple(cells), columns=grid.columns + 1)

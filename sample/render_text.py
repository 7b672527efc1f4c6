"""A report flattened to plain text, as copying out of Word, a page or a PDF viewer leaves it: five shapes."""

from __future__ import annotations

from sample.model import Block, Grid, GridCell, ReportContent

_FIRST_VALUE = 2
"""Cells before the first value of a squeezed row: its labels and at least one empty cell."""


def render_text(content: ReportContent, shape: str) -> bytes:
    """The text's bytes in UTF-8; `shape` is one of `_SHAPES`."""
    lines = [_block_to_text(block, shape) for block in content.blocks]
    return ("\n\n".join(lines) + "\n").encode()


def _block_to_text(block: Block, shape: str) -> str:
    if isinstance(block, Grid):
        return _SHAPES[shape](block)
    if block.kind == "title":
        return block.text.replace("政府信息公开", "\n政府信息公开", 1) if shape == "cells" else block.text
    return f"{' ' * 30}{block.text}" if block.kind == "sign" else block.text


def _grid_to_cells(grid: Grid) -> str:
    """One cell a line after a tab, an empty line after each row; a cell continued from above is an empty cell.

    A break inside a cell goes on on a line without a tab. Word's text export looks like this.
    """
    rows = []
    for row in range(grid.row_count):
        starts = [
            cell.text if cell.row == row else "" for cell in grid.cells if cell.row <= row < cell.row + cell.rowspan
        ]
        columns = [cell.column for cell in grid.cells if cell.row <= row < cell.row + cell.rowspan]
        ordered = [text for _, text in sorted(zip(columns, starts, strict=True))]
        rows.append("".join(f"\t{text}\n" for text in ordered))
    return "\n".join(rows)


def _grid_to_tabs(grid: Grid) -> str:
    """A row a line, its places separated by tabs; a place that a span covers is empty."""
    lines = []
    for row, places in enumerate(grid.places()):
        texts = [
            _one_line(cell) if (cell.row, cell.column) == (row, column) else "" for column, cell in enumerate(places)
        ]
        lines.append("\t".join(texts))
    return "\n".join(lines)


def _grid_to_ragged(grid: Grid) -> str:
    """As tabs, but the columns of labels are squeezed together and the row is filled up at its end.

    So the same column of numbers stands at different tabs in different rows.
    """
    lines = []
    for row, places in enumerate(grid.places()):
        labels: list[str] = []
        rest: list[str] = []
        for column, cell in enumerate(places):
            starts_here = (cell.row, cell.column) == (row, column)
            text = _one_line(cell) if starts_here else ""
            if column < 3 and grid.columns == 10:
                if starts_here or (cell.column == column and cell.row < row):
                    labels.append(text)
            else:
                rest.append(text)
        labels += [""] * (_FIRST_VALUE - len(labels) if grid.columns == 10 else 0)
        texts = labels + rest
        lines.append("\t".join(texts + [""] * (grid.columns - len(texts))))
    return "\n".join(lines)


def _grid_to_spaces(grid: Grid) -> str:
    """A row a line, its cells separated by spaces: a blank cell leaves nothing behind, nor does a span."""
    return "\n".join(" ".join(_one_line(cell) for cell in row) for row in grid.rows())


def _grid_to_lines(grid: Grid) -> str:
    """One cell a line and nothing else."""
    return "\n".join(_one_line(cell) for row in grid.rows() for cell in row)


def _one_line(cell: GridCell) -> str:
    return cell.text.replace("\n", "")


_SHAPES = {
    "cells": _grid_to_cells,
    "tabs": _grid_to_tabs,
    "ragged": _grid_to_ragged,
    "spaces": _grid_to_spaces,
    "lines": _grid_to_lines,
}

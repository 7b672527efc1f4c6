"""Laying out a table for paper: wrapped lines, row heights, and the parts that pages cut it into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from sample.model import Grid, GridCell

FONT = "STSong-Light"
"""A font every PDF viewer substitutes: Chinese text without a font file."""
SIZE, LEADING, PADDING = 10.5, 14.0, 10.0

_WIDTHS = {
    2: (226.0, 226.0),
    3: (320.0, 52.0, 80.0),
    4: (152.0, 100.0, 100.0, 100.0),
    5: (172.0, 70.0, 70.0, 70.0, 70.0),
    6: (146.0, 34.0, 46.0, 146.0, 34.0, 46.0),
    8: (92.0, 34.0, 36.0, 64.0) * 2,
    15: (30.0,) * 15,
}
_PAGE_WIDTH = 450.0
_REQUEST_WIDTHS = (38.0, 54.0, 108.0, *(36.0,) * 7)

_PIECE = re.compile(r"[!-~]+[、，。；：）》”]*|\n|.[、，。；：）》”]*")
"""What a line may not be broken within: a run of Latin letters and digits, and the mark that closes it."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@lru_cache(maxsize=8192)
def char_width(char: str, size: float) -> float:
    """Width of a character in points."""
    width: float = pdfmetrics.stringWidth(char, FONT, size)
    return width


def text_to_lines(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """The text broken where a line is full, as Word breaks Chinese; `indent` narrows the first line."""
    lines, used = [""], indent
    for piece in _PIECE.findall(text):
        step = sum(char_width(char, size) for char in piece)
        if piece == "\n" or (lines[-1] and used + step > width):
            lines.append("")
            used = 0.0
        if piece != "\n":
            lines[-1] += piece
            used += step
    return lines


def grid_to_widths(grid: Grid) -> tuple[float, ...]:
    """Column widths in points; tables of unusual width share the page evenly."""
    if grid.columns == 10:
        return _REQUEST_WIDTHS
    return _WIDTHS.get(grid.columns, (_PAGE_WIDTH / grid.columns,) * grid.columns)


def cell_to_lines(cell: GridCell, widths: tuple[float, ...]) -> list[str]:
    """The cell's text, broken to its width."""
    width = sum(widths[cell.column : cell.column + cell.colspan]) - PADDING
    return text_to_lines(cell.text, width, SIZE)


def grid_to_heights(grid: Grid, widths: tuple[float, ...]) -> list[float]:
    """Row heights in points: each row holds its own cells, the last of a span what the span needs beyond."""
    heights = [LEADING + PADDING] * grid.row_count
    for cell in sorted(grid.cells, key=lambda cell: cell.rowspan):
        end = cell.row + cell.rowspan
        need = len(cell_to_lines(cell, widths)) * LEADING + PADDING
        heights[end - 1] += max(0.0, need - sum(heights[cell.row : end]))
    return heights


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a cell that stands on one page: its rectangle from the part's top left corner, and its lines."""

    left: float
    top: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table that stand on one page."""

    first: int
    last: int
    """One past its last row."""
    has_header: bool
    """Whether the header rows are printed above it again."""


def heights_to_parts(
    heights: list[float], room: float, page_room: float, header_rows: int, *, repeat: bool
) -> Iterator[TablePart]:
    """The table cut at rows: `room` is what is left of this page, `page_room` what an empty page has."""
    header = sum(heights[:header_rows]) if repeat else 0.0
    if sum(heights[: header_rows + 1]) > room:
        room = page_room
    first, used, has_header = 0, 0.0, False
    for row, height in enumerate(heights):
        if used + height > room and row > first:
            yield TablePart(first, row, has_header)
            first, used, room, has_header = row, header, page_room, repeat and header_rows > 0
        used += height
    yield TablePart(first, len(heights), has_header)


def part_to_segments(
    grid: Grid, widths: tuple[float, ...], heights: list[float], rows: range, *, split_text: bool
) -> Iterator[Segment]:
    """What to draw of each cell on the page that has `rows`.

    A cell cut by the page end is a closed box on both pages. With `split_text` its lines run on as in a book, so that
    a word may break; otherwise they stand together where there is room for them.
    """
    tops = [sum(heights[rows.start : row]) for row in range(rows.start, rows.stop + 1)]
    for cell in grid.cells:
        first, last = max(cell.row, rows.start), min(cell.row + cell.rowspan, rows.stop)
        if first >= last:
            continue
        top, bottom = tops[first - rows.start], tops[last - rows.start]
        yield Segment(
            sum(widths[: cell.column]),
            top,
            sum(widths[cell.column : cell.column + cell.colspan]),
            bottom - top,
            tuple(_segment_lines(cell, widths, heights, rows, split_text=split_text)),
        )


def _segment_lines(
    cell: GridCell, widths: tuple[float, ...], heights: list[float], rows: range, *, split_text: bool
) -> list[str]:
    lines = cell_to_lines(cell, widths)
    end = cell.row + cell.rowspan
    if rows.start <= cell.row and end <= rows.stop:
        return lines
    if cell.row >= rows.start:
        room = _line_room(heights[cell.row : rows.stop])
        return lines[:room] if split_text or room >= len(lines) else []
    room_before = _line_room(heights[cell.row : rows.start])
    if room_before >= len(lines):
        return []
    return lines[room_before:] if split_text else lines


def _line_room(heights: list[float]) -> int:
    return int((sum(heights) - PADDING) // LEADING)

"""A report as a workbook: prose in rows of its own, tables with merged cells under one another or a sheet each."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
import xlwt

from sample.model import Grid, Para, ReportContent

_STAMP = (2020, 1, 1, 0, 0, 0)
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d+)?$")
_SEPARATED = re.compile(r"\d{1,3}(?:,\d{3})+$")
_SEPARATORS = "#,##0"
_LEFTOVER = "校核用，请勿打印"


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """The habits of one workbook."""

    one_sheet: bool
    """Everything in one sheet; otherwise a table begins a sheet."""
    numbers: bool
    """Numbers are stored as such, their separators as a format; otherwise all is text."""
    merged_prose: bool
    """A line of prose is merged over the whole width."""
    gap: bool
    """An empty row stands before each heading."""
    left: int
    """Empty columns on the left."""
    hidden_sheet: bool
    """A hidden sheet holds leftovers."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What one cell, or a merged region, of a sheet holds."""

    row: int
    column: int
    rowspan: int
    colspan: int
    value: str | int | float
    number_format: str | None = None


def draw_sheet_style(rng: random.Random) -> SheetStyle:
    """The habits of one workbook."""
    chances = [rng.random() for _ in range(5)]
    return SheetStyle(
        one_sheet=chances[0] < 0.6,
        numbers=chances[1] < 0.6,
        merged_prose=chances[2] < 0.5,
        gap=chances[3] < 0.5,
        left=rng.choice((0, 0, 1)),
        hidden_sheet=chances[4] < 0.3,
    )


def render_xlsx(content: ReportContent, style: SheetStyle) -> bytes:
    """The bytes of an .xlsx, the same for the same content and style."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title = content.title
    for name, cells in _sheets(content, style):
        sheet = book.create_sheet(name)
        for placed in cells:
            cell = sheet.cell(placed.row + 1, placed.column + 1, placed.value)
            if placed.number_format:
                cell.number_format = placed.number_format
            if placed.rowspan > 1 or placed.colspan > 1:
                last = placed.row + placed.rowspan, placed.column + placed.colspan
                sheet.merge_cells(
                    start_row=placed.row + 1, start_column=placed.column + 1, end_row=last[0], end_column=last[1]
                )
        sheet.sheet_state = "hidden" if name == _LEFTOVER else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return _with_settled_times(buffer.getvalue())


def render_xls(content: ReportContent, style: SheetStyle) -> bytes:
    """The bytes of an Excel 97–2003 workbook, the same for the same content and style."""
    book = xlwt.Workbook()
    for name, cells in _sheets(content, style):
        sheet = book.add_sheet(name)
        for placed in cells:
            shown = xlwt.easyxf(num_format_str=placed.number_format or "General")
            last = placed.row + placed.rowspan - 1, placed.column + placed.colspan - 1
            sheet.write_merge(placed.row, last[0], placed.column, last[1], placed.value, shown)
        sheet.visibility = 1 if name == _LEFTOVER else 0
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheets(content: ReportContent, style: SheetStyle) -> Iterator[tuple[str, list[Placed]]]:
    """Names and cells of the sheets in order."""
    width = max((block.columns for block in content.blocks if isinstance(block, Grid)), default=4)
    sheets: list[list[Placed]] = [[]]
    row = 0
    for block in content.blocks:
        if isinstance(block, Para):
            row += style.gap and block.kind == "heading" and row > 0
            sheets[-1].append(Placed(row, style.left, 1, width if style.merged_prose else 1, block.text))
            row += 1
            continue
        if not style.one_sheet:
            sheets.append([])
            row = 0
        sheets[-1].extend(_place_grid(block, row, style))
        row += block.row_count
    for number, cells in enumerate(sheets, start=1):
        yield f"Sheet{number}", cells
    if style.hidden_sheet:
        yield _LEFTOVER, [Placed(0, 0, 1, 1, "规章"), Placed(0, 1, 1, 1, 99 if style.numbers else "99")]


def _place_grid(grid: Grid, top: int, style: SheetStyle) -> Iterator[Placed]:
    for cell in grid.cells:
        value, number_format = _to_value(cell.text) if style.numbers and cell.key else (cell.text, None)
        yield Placed(top + cell.row, style.left + cell.column, cell.rowspan, cell.colspan, value, number_format)


def _to_value(text: str) -> tuple[str | int | float, str | None]:
    """The number that a text prints and the format that prints it so; another text as it is."""
    if _SEPARATED.match(text):
        return int(text.replace(",", "")), _SEPARATORS
    if not _PLAIN.match(text) or not text.isascii():
        return text, None
    return (float(Decimal(text)) if "." in text else int(text)), None


def _with_settled_times(data: bytes) -> bytes:
    """The package without the time at which it was written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(buffer, "w") as settled:
        for info in written.infolist():
            member = zipfile.ZipInfo(info.filename, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            settled.writestr(member, _SAVED.sub(rb"\g<1>2020-01-01T00:00:00Z", written.read(info)))
    return buffer.getvalue()

"""A workbook (.xlsx, .xls, .xlsb, .et) → Document: every visible sheet with content, merged regions as spans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetTypeEnum as Kind
from python_calamine import SheetVisibleEnum as Visibility

from extract.document import Block, Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.html_text import INVISIBLE
from extract.readers.ole import top_stream
from extract.readers.rawfile import RawFile
from extract.readers.sheet_blocks import SheetCell, cells_to_blocks
from extract.readers.sheet_bounds import refuse_far_cells, refuse_far_records
from extract.readers.sheet_formulas import show_uncalculated
from extract.readers.sheet_hidden import NOTHING, Hidden, parts_to_hidden
from extract.readers.sheet_values import value_to_text
from extract.readers.unzip import open_zip, read_member

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel")
BOOK_STREAMS = frozenset({"Workbook", "Book", "WORKBOOK", "BOOK"})
"""How the stream of an Excel 97–2003 workbook is called."""
_MAX_PLACES = 400_000
_MAX_SHEETS = 200
_MAX_UNPACKED = 96 * 2**20
_PANIC = "PanicException"


def read_sheet(file: RawFile) -> Document:
    """Tables and lines of prose, sheet by sheet; a locator's `part` is the sheet's name, its `cell` such as `B7`.

    A number's text is the value that the file stores, in plain digits: whether the sheet shows it with separators,
    fewer decimals or as a percentage is a matter of formats, which are not read. Dates are ISO dates. Hidden sheets
    are passed over, and so are the hidden rows and columns of an .xlsx; those of an .xls are read. A formula of an
    .xlsx whose value is not stored is given as text.
    Raises UnreadableFile for a damaged or password-protected workbook, RefusedFile for one of absurd size.
    """
    parts = _package_to_parts(file.data) if file.data.startswith(b"PK") else {}
    if not parts:
        refuse_far_records(top_stream(file.data, BOOK_STREAMS))
    hidden = parts_to_hidden(parts)
    blocks: list[Block] = []
    places = 0
    with _damage_told():
        for sheet in _visible_sheets(_stored(parts) if parts else file.data):
            places += sheet.height * sheet.width
            if places > _MAX_PLACES:
                raise RefusedFile(f"its sheets cover more than {_MAX_PLACES:,} places; look at it by hand")
            unprinted = hidden.get(sheet.name, NOTHING)
            cells = _sheet_to_cells(sheet, unprinted)
            blocks.extend(gather_bare_tables(cells_to_blocks(cells, sheet.name, unprinted.rows)))
    media_type = MEDIA_TYPES[0] if parts else MEDIA_TYPES[1]
    return Document(file.sha256, media_type, blocks=tuple(blocks))


def _package_to_parts(data: bytes) -> dict[str, bytes]:
    """The XML of the package by name, unpacked no further than the limit and without cells far out."""
    parts: dict[str, bytes] = {}
    room = _MAX_UNPACKED
    with open_zip(data) as archive:
        for info in archive.infolist():
            if not info.is_dir() and info.filename.lower().endswith((".xml", ".rels", ".bin")):
                part = read_member(archive, info, room)
                room -= len(part)
                refuse_far_cells(info.filename, part)
                parts[info.filename] = show_uncalculated(part) if b"<f" in part else part
    return parts


def _stored(parts: Mapping[str, bytes]) -> bytes:
    """A package that holds the parts as they are: what reads it next cannot unpack more than was measured."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


@contextmanager
def _damage_told() -> Iterator[None]:
    """What calamine raises, as errors of ours; its panics are of a type that it does not give out."""
    try:
        yield
    except PasswordError as error:
        raise UnreadableFile("is password-protected; ask for an open copy") from error
    except BaseException as error:
        if not isinstance(error, CalamineError) and type(error).__name__ != _PANIC:
            raise
        reason = f"is a damaged workbook ({error}); fetch it again, or open it in Excel and save it anew"
        raise UnreadableFile(reason) from error


def _visible_sheets(data: bytes) -> Iterator[CalamineSheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheets_metadata) > _MAX_SHEETS:
        raise RefusedFile(f"has {len(workbook.sheets_metadata)} sheets, more than the {_MAX_SHEETS} allowed")
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible is Visibility.Visible and sheet.typ is Kind.WorkSheet:
            yield workbook.get_sheet_by_index(index)


def _sheet_to_cells(sheet: CalamineSheet, unprinted: Hidden) -> list[SheetCell]:
    """The cells with text, but for those that a merged region covers or the sheet hides."""
    if sheet.start is None:
        return []
    (top, left), spans = sheet.start, _spans(sheet)
    hidden = {
        (row + down, column + across)
        for (row, column), (height, width) in spans.items()
        for down in range(height)
        for across in range(width)
        if down or across
    }
    cells = []
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top):
        if row in unprinted.rows:
            continue
        for column, value in enumerate(values, start=left):
            text = value_to_text(value)
            if INVISIBLE.sub("", text) and (row, column) not in hidden and column not in unprinted.columns:
                cells.append(SheetCell(text, row, column, *spans.get((row, column), (1, 1))))
    return cells


def _spans(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Rows and columns that each merged region covers, by its first place, as far as the sheet is used."""
    top, left = sheet.start or (0, 0)
    bottom, right = top + sheet.height, left + sheet.width
    return {
        (row, column): (min(last_row + 1, bottom) - row, min(last_column + 1, right) - column)
        for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ()
        if top <= row < bottom and left <= column < right
    }

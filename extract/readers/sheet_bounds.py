"""Whether a workbook's cells lie within the bounds of a report, seen before anything makes room for all between.

What reads the values allots the whole rectangle up to the outermost cell; a damaged number then asks for terabytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from extract.errors import RefusedFile, UnreadableFile

_WORKSHEET = re.compile(r"(?:.*/)?worksheets/[^/]+\.xml", re.I)
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>(?!\s*(?:<(?:\w+:)?v\s*/>\s*)?</)"""
)
_MAX_ROW, _MAX_COLUMN = 20_000, 500

# Records of Excel 97–2003 (MS-XLS 2.3): a password, how far a sheet reaches, and those that begin with row and column.
_FILE_PASS, _DIMENSIONS = 0x002F, 0x0200
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})


def refuse_far_cells(name: str, part: bytes) -> None:
    """Raise RefusedFile for a filled cell far out in a part of an .xlsx that is a worksheet."""
    if _WORKSHEET.fullmatch(name) is None:
        return
    for letters, row in _CELL.findall(part):
        if int(row) > _MAX_ROW or _letters_to_column(letters) > _MAX_COLUMN:
            place = letters.decode() + row.decode()
            raise RefusedFile(f"has a filled cell at {place}, beyond any report's; look at it by hand")


def refuse_far_records(stream: bytes) -> None:
    """Look through the stream of an Excel 97–2003 workbook.

    Raises RefusedFile for a cell far out, UnreadableFile for a password or a sheet that ends before it begins.
    """
    for kind, content in _records(stream):
        if kind == _FILE_PASS:
            raise UnreadableFile("is password-protected; ask for an open copy")
        if kind == _DIMENSIONS and len(content) >= 12:
            top, row, left, column = struct.unpack_from("<IIHH", content)
            if top > row or left > column:
                raise UnreadableFile("is a damaged workbook (a sheet ends before it begins); fetch it again")
        elif kind in _CELLS and len(content) >= 4:
            row, column = struct.unpack_from("<HH", content)
        else:
            continue
        if row > _MAX_ROW or column > _MAX_COLUMN:
            raise RefusedFile(f"reaches to row {row} and column {column}, beyond any report; look at it by hand")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _letters_to_column(letters: bytes) -> int:
    """Column number from 1.

    >>> _letters_to_column(b"A"), _letters_to_column(b"AA")
    (1, 27)
    """
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column

"""Whether a worksheet's cells lie within the bounds of a report, seen before anything makes room for all between."""

from __future__ import annotations

import re

from extract.errors import RefusedFile

_WORKSHEET = re.compile(r"(?:.*/)?worksheets/[^/]+\.xml", re.I)
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>(?!\s*(?:<(?:\w+:)?v\s*/>\s*)?</)"""
)
_MAX_ROW, _MAX_COLUMNS = 20_000, 500


def refuse_far_cells(name: str, part: bytes) -> None:
    """Raise RefusedFile for a filled cell far out: a reader of sheets allots the whole rectangle up to it."""
    if _WORKSHEET.fullmatch(name) is None:
        return
    for letters, row in _CELL.findall(part):
        if int(row) > _MAX_ROW or _letters_to_column(letters) > _MAX_COLUMNS:
            place = letters.decode() + row.decode()
            raise RefusedFile(f"has a filled cell at {place}, beyond any report's; look at it by hand")


def _letters_to_column(letters: bytes) -> int:
    """Column number from 1.

    >>> _letters_to_column(b"A"), _letters_to_column(b"AA")
    (1, 27)
    """
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column

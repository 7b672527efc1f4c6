"""A table exported from a workbook as text with commas (.csv) → Document."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from extract.document import Document, Table
from extract.encoding import bytes_to_text
from extract.errors import RefusedFile
from extract.readers.bare import gather_bare_tables
from extract.readers.html_text import INVISIBLE
from extract.readers.rawfile import RawFile
from extract.readers.sheet_blocks import SheetCell, cells_to_blocks
from extract.readers.sheet_values import value_to_text
from extract.readers.text import read_text

MEDIA_TYPE = "text/csv"
_MAX_CELLS = 400_000


def read_comma_rows(file: RawFile) -> Document:
    """Lines of prose and tables as in a sheet; locators name the cell. What was merged is lost, so no grid is proven.

    A file that separates nothing by commas is read as any text. Raises RefusedFile for more cells than a report has.
    """
    decoded = bytes_to_text(file.data, file.charset)
    try:
        rows = list(csv.reader(io.StringIO(decoded.text, newline="")))
    except csv.Error:  # a quotation mark that never closes
        return read_text(file)
    if "\0" in decoded.text or sum(len(row) > 1 for row in rows) * 2 < len(rows):
        return read_text(file)
    if sum(map(len, rows)) > _MAX_CELLS:
        raise RefusedFile(f"holds more than {_MAX_CELLS:,} cells; look at it by hand")
    cells = [
        SheetCell(value_to_text(text).strip(), row, column)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if INVISIBLE.sub("", text)
    ]
    found = cells_to_blocks(cells, "")
    blocks = gather_bare_tables([replace(b, grid_proven=False) if isinstance(b, Table) else b for b in found])
    return Document(file.sha256, MEDIA_TYPE, meta={"encoding": decoded.encoding}, blocks=tuple(blocks))

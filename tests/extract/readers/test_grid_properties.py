"""Any tiling of a grid with merged cells, written as HTML and as Word writes it, is read back cell by cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Table
from extract.read import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Tile:
    """A rectangle of the grid with a text of its own."""

    row: int
    column: int
    rowspan: int
    colspan: int

    @property
    def text(self) -> str:
        return f"格{self.row}之{self.column}"


@st.composite
def tilings(draw: st.DrawFn) -> list[Tile]:
    """A grid of two columns or more, cut into rectangles, row by row; at least two tiles stand in different columns."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(2, 7))
    taken: set[tuple[int, int]] = set()
    tiles = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width)
            # The first tile is narrower than the grid: a table of one column is no table.
            colspan = draw(st.integers(1, min(free - column, width - 1)))
            rowspan = draw(st.integers(1, height - row))
            taken |= {(r, c) for r in range(row, row + rowspan) for c in range(column, column + colspan)}
            tiles.append(Tile(row, column, rowspan, colspan))
    return tiles


def rows_of(tiles: list[Tile]) -> list[list[Tile]]:
    height = max(tile.row + tile.rowspan for tile in tiles)
    return [[tile for tile in tiles if tile.row == row] for row in range(height)]


def tiles_to_page(tiles: list[Tile]) -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(f'<td rowspan="{tile.rowspan}" colspan="{tile.colspan}"><p>{tile.text}</p></td>' for tile in row)
        + "</tr>"
        for row in rows_of(tiles)
    )
    return f"<html><body><div><p>一、总体情况</p><table>{rows}</table></div></body></html>".encode()


def tiles_to_word_file(tiles: list[Tile]) -> bytes:
    rows = ""
    for row in range(len(rows_of(tiles))):
        rows += "<w:tr>"
        for tile in sorted(tiles, key=lambda tile: tile.column):
            if not tile.row <= row < tile.row + tile.rowspan:
                continue
            merge = f'<w:vMerge w:val="{"restart" if row == tile.row else "continue"}"/>' if tile.rowspan > 1 else ""
            text = f"<w:r><w:t>{tile.text}</w:t></w:r>" if row == tile.row else ""
            span = f'<w:gridSpan w:val="{tile.colspan}"/>'
            rows += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{text}</w:p></w:tc>"
        rows += "</w:tr>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        body = f"<w:body><w:tbl>{rows}</w:tbl></w:body>"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{body}</w:document>')
    return written.getvalue()


def cells_of(data: bytes, name: str) -> list[tuple[str, int, int, int, int]]:
    (table,) = [block for block in read_document(data, name=name).blocks if isinstance(block, Table)]
    assert table.grid_proven
    return [(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells]


def expected(tiles: list[Tile]) -> list[tuple[str, int, int, int, int]]:
    return [(tile.text, tile.row, tile.column, tile.rowspan, tile.colspan) for tile in tiles]


@settings(max_examples=150, deadline=None)
@given(tilings())
def test_a_page_gives_the_grid_back(tiles: list[Tile]) -> None:
    assert cells_of(tiles_to_page(tiles), "a.html") == expected(tiles)


@settings(max_examples=150, deadline=None)
@given(tilings())
def test_a_word_file_gives_the_grid_back(tiles: list[Tile]) -> None:
    assert cells_of(tiles_to_word_file(tiles), "a.docx") == expected(tiles)

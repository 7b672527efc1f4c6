"""The body of a Word file → paragraphs and tables, merged cells resolved as Word prints them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.readers.docx_pictures import PICTURES, PictureBlocks, shown_in
from extract.readers.docx_xml import TBL, TC, TR, P, W, marks_to_text, paragraph_to_text, structure, value
from extract.readers.grid import GridCell, is_data_table, layout_to_parts
from extract.readers.html_text import INVISIBLE

_MAX_GRID_SPAN = 200  # Word allows 63 columns


def body_to_blocks(body: _Element, pictures: PictureBlocks) -> list[Block]:
    """Everything printed in the body, in order; `pictures` says what its pictures show."""
    return list(_blocks(body, "/body", pictures))


def _blocks(container: _Element, path: str, pictures: PictureBlocks) -> Iterator[Block]:
    counts = {P: 0, TBL: 0}
    for element in structure(container, P, TBL):
        counts[element.tag] += 1
        here = f"{path}/{_name(element)}[{counts[element.tag]}]"
        yield from (_paragraph_blocks if element.tag == P else _table_blocks)(element, here, pictures)


def _paragraph_blocks(paragraph: _Element, path: str, pictures: PictureBlocks) -> Iterator[Block]:
    """One block a printed line; after it the pictures and the content of text boxes that hang on the paragraph."""
    boxes: list[_Element] = []
    for line in marks_to_text(paragraph_to_text(paragraph, boxes)).split("\n"):
        if INVISIBLE.sub("", line):
            yield Paragraph(line.strip(" \t"), Locator(path=path))
    for shown in shown_in(paragraph, pictures):
        yield from shown
    for number, box in enumerate(boxes, start=1):
        yield from _blocks(box, f"{path}/txbxContent[{number}]", pictures)


def _table_blocks(table: _Element, path: str, pictures: PictureBlocks) -> Iterator[Block]:
    cells = _table_to_grid(table, path, pictures)
    if not any(cell.nested or INVISIBLE.sub("", cell.text) for cell in cells):
        return
    if is_data_table(cells):
        yield _to_table(cells)
        return
    for part in layout_to_parts(cells):
        if isinstance(part, list):
            yield _to_table(part)
        else:
            element, cell_path = part.holder
            yield from _blocks(element, cell_path, pictures)


_Placed = tuple[_Element, str]


def _table_to_grid(table: _Element, path: str, pictures: PictureBlocks) -> list[GridCell[_Placed]]:
    """Cells at their places: `gridSpan` widens, `vMerge` lengthens the cell above, `hMerge` widens the one before."""
    placed: list[GridCell[_Placed]] = []
    above: dict[int, GridCell[_Placed]] = {}
    rows = [row for row in structure(table, TR) if row.find(f"{W}trPr/{W}del") is None]
    for number, row in enumerate(rows):
        column = _count(value(row, "trPr/gridBefore"), 0)
        covering: dict[int, GridCell[_Placed]] = {}
        before: GridCell[_Placed] | None = None
        for index, element in enumerate(structure(row, TC), start=1):
            width = _count(value(element, "tcPr/gridSpan"), 1)
            upper = above.get(column)
            if before is not None and value(element, "tcPr/hMerge") in ("", "continue"):
                before.colspan += width
                covering.update(dict.fromkeys(range(column, column + width), before))
            elif upper is not None and _goes_on(element, width, column, upper):
                upper.rowspan = number + 1 - upper.row
                covering.update(dict.fromkeys(range(column, column + width), upper))
                before = None
            else:
                before = _to_cell(element, f"{path}/tr[{number + 1}]/tc[{index}]", number, column, width)
                before.nested |= any(shown in pictures for shown in element.iterdescendants(*PICTURES))
                covering.update(dict.fromkeys(range(column, column + width), before))
                placed.append(before)
            column += width
        above = covering
    return sorted(placed, key=lambda cell: (cell.row, cell.column))


def _goes_on(element: _Element, width: int, column: int, upper: GridCell[_Placed]) -> bool:
    """Whether a cell is the lower part of the one above: it says so, and both are equally wide."""
    return value(element, "tcPr/vMerge") in ("", "continue") and (upper.column, upper.colspan) == (column, width)


def _to_cell(element: _Element, path: str, row: int, column: int, width: int) -> GridCell[_Placed]:
    nested = next(element.iterdescendants(TBL), None) is not None
    text = "" if nested else marks_to_text("\n".join(_cell_lines(element)))
    return GridCell((element, path), 1, width, text.strip("\n "), nested, row, column)


def _cell_lines(element: _Element) -> Iterator[str]:
    boxes: list[_Element] = []
    for paragraph in structure(element, P):
        yield paragraph_to_text(paragraph, boxes)
    for box in boxes:
        yield from _cell_lines(box)


def _to_table(cells: list[GridCell[_Placed]]) -> Table:
    return Table(
        tuple(
            Cell(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan, Locator(path=cell.holder[1]))
            for cell in cells
        ),
        grid_proven=True,
    )


def _count(text: str | None, default: int) -> int:
    return min(int(text), _MAX_GRID_SPAN) if text and text.isascii() and text.isdigit() and int(text) else default


def _name(element: _Element) -> str:
    return str(element.tag).removeprefix(W)

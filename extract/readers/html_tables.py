"""An HTML `<table>` → grid cells, spans expanded."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from lxml.etree import _Element

from extract.readers.grid import GridCell, spanned_rows_to_grid
from extract.readers.html_text import element_to_text

_NO_PART_OF_GRID = ("caption", "colgroup", "col")
# Elements of a table's structure and the events they are; those of _WHOLE are not looked into.
_WHOLE = {"td": "cell", "th": "cell", "table": "table"}
_STARTS = {"tr": "row", "thead": "group", "tbody": "group", "tfoot": "group"}
_ENDS = {"tr": "end of row", "thead": "group", "tbody": "group", "tfoot": "group"}

Row = list[GridCell[_Element]]
Stray = _Element | str


def table_to_grid(table: _Element, pictures: Container[_Element] = ()) -> tuple[list[GridCell[_Element]], list[Stray]]:
    """The cells of one table at their places, and what broken markup put in the table but in none of its cells.

    A cell with one of the `pictures` that show a table nests it. A span ends with its row group, as in a browser.
    Raises RefusedFile for a grid of absurd size.
    """
    placed: list[GridCell[_Element]] = []
    first = 0
    groups, stray = _row_groups(table, pictures)
    for rows in groups:
        for cell in spanned_rows_to_grid(rows):
            cell.row += first
            placed.append(cell)
        first += len(rows)
    return placed, stray


def _row_groups(table: _Element, pictures: Container[_Element]) -> tuple[list[list[Row]], list[Stray]]:
    """Rows by group; rows in no group are one, and a cell in no row is a row of its own."""
    nesting = [*table.iterdescendants("table"), *(image for image in table.iterdescendants("img") if image in pictures)]
    groups: list[list[Row]] = [[]]
    row: Row | None = None
    stray: list[Stray] = []
    for event, element in _structure(table):
        if event == "row":
            row = []
            groups[-1].append(row)
        elif event == "cell":
            if row is None:
                groups[-1].append([_to_cell(element, nesting)])
            else:
                row.append(_to_cell(element, nesting))
        elif event == "end of row":
            row = None
        elif event == "table":
            stray.append(element)
        else:
            groups.append([])
    stray.extend(_stray_text(table))
    return groups, stray


def _structure(table: _Element) -> Iterator[tuple[str, _Element]]:
    """Events: a row begins or ends, a border of a group, a cell, a table in no cell. Other elements are seen through.

    Covered cells that an editor left with display:none are no cells.
    """
    stack = [(table, iter(table))]
    while stack:
        element, children = stack[-1]
        for child in children:
            tag = child.tag
            if child.get("hidden") is not None or tag in _NO_PART_OF_GRID:
                continue
            if tag in _WHOLE:
                yield _WHOLE[tag], child
                continue
            if tag in _STARTS:
                yield _STARTS[tag], child
            stack.append((child, iter(child)))
            break
        else:
            stack.pop()
            if element.tag in _ENDS:
                yield _ENDS[element.tag], element


def _stray_text(table: _Element) -> Iterator[str]:
    """Text beside rows and cells, which a browser prints before the table."""
    stack = [table]
    while stack:
        element = stack.pop()
        texts = [element.text, *[child.tail for child in element]]
        stack += [child for child in element if child.tag not in _WHOLE and child.tag not in _NO_PART_OF_GRID]
        yield from (text for text in texts if text and not text.isspace())


def _to_cell(element: _Element, nesting: Sequence[_Element]) -> GridCell[_Element]:
    nested = bool(nesting) and any(inner in nesting for inner in element.iterdescendants("table", "img"))
    rowspan, colspan = element.get("rowspan"), element.get("colspan")
    return GridCell(
        element,
        1 if rowspan is None else _span(rowspan, zero_is_open=True),
        1 if colspan is None else _span(colspan, zero_is_open=False),
        "" if nested else element_to_text(element),
        nested,
    )


def _span(value: str, *, zero_is_open: bool) -> int:
    digits = value.strip().strip("\"'%px")
    if not digits.isascii() or not digits.isdigit():
        return 1
    span = int(digits[:9])
    return span if span or zero_is_open else 1

"""Pages laid out → their tables and lines with texts: all tables first, then prose while the budget lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from extract.document import Cell, Locator
from extract.readers.pdf_lines import TextLine
from extract.readers.pdf_page import PageContent
from extract.readers.pdf_tables import PageTable
from extract.readers.scan_numbers import TextReading, lines_to_text, reading_to_line, reading_to_number
from extract.readers.scan_page import ScanCell, ScanPage, ScanTable
from extract.readers.scan_recogniser import Grey, LineReading, line_to_columns, line_to_wider, recognise

BUDGET = 140_000
"""Columns of the model's input that a document may cost: about 15 seconds on two cores, or ten pages."""

_MOST_CERTAIN, _DOUBTFUL = 0.999, 0.5
"""1.0 is what a file says itself."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one page holds, in reading order each."""

    number: int
    tables: tuple[PageTable, ...]
    lines: tuple[TextLine, ...]
    complete: bool
    """False where any of it was left unread, the budget being spent."""


def read_pages(pages: Sequence[ScanPage], budget: int = BUDGET) -> list[Recognised]:
    """Recognise the tables of all pages, then the prose of one page after another, as long as the budget lasts.

    From the first page on that it does not suffice for, nothing more of the kind is read.
    """
    of_tables = [sum(map(line_to_columns, page.table_lines)) for page in pages]
    of_prose = [sum(line_to_columns(line.picture) for line in page.lines) for page in pages]
    spent = list(accumulate((*of_tables, *of_prose)))
    read = []
    for at, page in enumerate(pages):
        with_tables, with_prose = spent[at] <= budget, spent[len(pages) + at] <= budget
        tables = _read_tables(page) if with_tables else ()
        lines = _read_lines(page) if with_prose else ()
        complete = (with_tables or not of_tables[at]) and (with_prose or not of_prose[at])
        read.append(Recognised(page.number, tables, lines, complete))
    return read


def recognised_to_meta(pages: Sequence[Recognised], skipped: Sequence[int] = ()) -> dict[str, str]:
    """Which pages were recognised, and of which anything was left unread; nothing where none was.

    `skipped` are pages that were not even looked at.
    """
    found = {
        "pages_recognised": sorted({page.number for page in pages}),
        "pages_not_recognised": sorted({*skipped, *(page.number for page in pages if not page.complete)}),
    }
    return {key: ",".join(map(str, numbers)) for key, numbers in found.items() if numbers}


def _read_lines(page: ScanPage) -> tuple[TextLine, ...]:
    texts = [reading_to_line(reading) for reading in recognise([line.picture for line in page.lines])]
    return tuple(
        TextLine(text.text.strip(), page.number, line.bbox, min(_MOST_CERTAIN, round(text.confidence, 3)))
        for line, text in zip(page.lines, texts, strict=True)
        if text.text.strip()
    )


def _read_tables(page: ScanPage) -> tuple[PageTable, ...]:
    readings = iter(_read_twice(page.table_lines))
    content = PageContent(page.number, page.width, page.height, [], [], 0)
    tables = []
    for table in page.tables:
        texts = [_cell_to_text(cell, [next(readings) for _ in cell.lines]) for cell in table.cells]
        if sum(bool(text.text) for text in texts) >= 2:
            tables.append(_to_page_table(table, texts, content))
    return tuple(sorted(tables, key=lambda table: table.bbox[1]))


def _read_twice(lines: Sequence[Grey]) -> list[tuple[LineReading, LineReading | None]]:
    """Every line, and each number once more in another width: at some, the model takes two like digits (11) for one."""
    first = recognise(lines)
    numbers = [at for at, reading in enumerate(first) if reading_to_number(reading) is not None]
    again = dict(zip(numbers, recognise([line_to_wider(lines[at]) for at in numbers]), strict=True))
    return [(reading, again.get(at)) for at, reading in enumerate(first)]


def _cell_to_text(cell: ScanCell, readings: Sequence[tuple[LineReading, LineReading | None]]) -> TextReading:
    if not readings:
        return TextReading("", _DOUBTFUL if cell.doubtful else _MOST_CERTAIN)
    return lines_to_text([first for first, _ in readings], cell.marks, [again for _, again in readings])


def _to_page_table(table: ScanTable, texts: Sequence[TextReading], content: PageContent) -> PageTable:
    cells = []
    for cell, text in zip(table.cells, texts, strict=True):
        place = cell.place
        if place.open and not text.text:
            continue  # beside a table of stepped outline
        locator = Locator(page=content.number, bbox=cell.bbox)
        confidence = min(_MOST_CERTAIN, round(text.confidence, 3))
        cells.append(Cell(text.text, place.row, place.column, place.rowspan, place.colspan, locator, confidence))
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return PageTable(table.xs, ordered, len(table.lattice.ys) - 1, table.bbox, content, recognised=True)

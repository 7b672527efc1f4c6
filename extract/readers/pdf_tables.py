"""Lattices and characters → tables, and tables broken over pages → one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from operator import attrgetter

from extract.document import BBox, Cell, Locator, Table
from extract.readers.html_text import INVISIBLE
from extract.readers.pdf_lattice import Lattice, rules_to_lattices
from extract.readers.pdf_lines import chars_to_text
from extract.readers.pdf_page import Char, PageContent

_SAME_EDGE = 4.0  # points
_LOOSE = 30.0  # points by which a page may be moved in a scanner
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]")
_SAME_WORDS = 0.75  # of two readings of one text


@dataclass(frozen=True, slots=True)
class PageTable:
    """A ruled table, on the page where it ends; `xs` are its column edges, `rows` counts its grid rows."""

    xs: tuple[float, ...]
    cells: tuple[Cell, ...]
    rows: int
    bbox: BBox
    page: PageContent
    recognised: bool = False
    """Whether any part of it was recognised in a picture."""

    def to_table(self) -> Table:
        """As the document has it."""
        return Table(self.cells, grid_proven=True, recognised=self.recognised)


def content_to_tables(content: PageContent) -> tuple[list[PageTable], list[Char]]:
    """The ruled tables of a page from top to bottom, and the characters outside of them.

    A lattice of one cell (a frame, a background) or without text is no table.
    """
    lattices = [lattice for lattice in rules_to_lattices(content.rules) if len(lattice.cells) > 1]
    within: list[dict[int, list[Char]]] = [{} for _ in lattices]
    outside: list[Char] = []
    grids = [
        (*lattice.bbox, lattice.xs, lattice.ys, lattice.places, chars)
        for lattice, chars in zip(lattices, within, strict=True)
    ]
    for char in content.chars:
        x0, y0, x1, y1, _ = char
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        for left, top, right, bottom, xs, ys, places, chars in grids:
            if left <= x <= right and top <= y <= bottom:
                at = places.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1))
                if at is not None:
                    chars.setdefault(at, []).append(char)
                    break
        else:
            outside.append(char)
    tables = [
        _to_page_table(lattice, chars, content)
        for lattice, chars in zip(lattices, within, strict=True)
        if _is_table(chars)
    ]
    for chars in within:
        if not _is_table(chars):
            outside.extend(char for inside in chars.values() for char in inside)
    return sorted(tables, key=lambda table: table.bbox[1]), outside


def _is_table(chars: dict[int, list[Char]]) -> bool:
    """Whether at least two cells hold text."""
    filled = (inside for inside in chars.values() if any(not char.text.isspace() for char in inside))
    return sum(1 for _ in islice(filled, 2)) == 2


def _to_page_table(lattice: Lattice, chars: dict[int, list[Char]], content: PageContent) -> PageTable:
    cells = []
    xs, ys = [round(x, 1) for x in lattice.xs], [round(y, 1) for y in lattice.ys]
    for at, (row, column, rowspan, colspan, is_open) in enumerate(lattice.cells):
        text = chars_to_text(chars.get(at, ()))
        if is_open and not text:
            continue  # beside a table of stepped outline
        box = (xs[column], ys[row], xs[column + colspan], ys[row + rowspan])
        cells.append(Cell(text, row, column, rowspan, colspan, Locator(page=content.number, bbox=box)))
    ordered = tuple(sorted(cells, key=attrgetter("row", "column")))
    return PageTable(tuple(lattice.xs), ordered, len(lattice.ys) - 1, lattice.bbox, content)


def goes_on(upper: PageTable, lower: PageTable) -> bool:
    """Whether the first table of a page is the rest of the last one of the page before: same place, same columns.

    That nothing is printed between the two is for the caller to see.
    """
    if (upper.page.number + 1, round(upper.page.width)) != (lower.page.number, round(lower.page.width)):
        return False
    lower = _laid_under(upper, lower)
    if upper.bbox[3] < 0.5 * upper.page.height or lower.bbox[1] > 0.3 * lower.page.height:
        return False
    if not (_near(upper.xs[0], lower.xs[0]) and _near(upper.xs[-1], lower.xs[-1])):
        return False
    fewer, more = sorted((upper.xs[1:-1], lower.xs[1:-1]), key=len)
    return sum(any(_near(x, other) for other in more) for x in fewer) * 2 >= len(fewer)


def join(upper: PageTable, lower: PageTable) -> PageTable:
    """One table of both: on the columns of both, without a repeated header, label cells that go on joined."""
    lower = _laid_under(upper, lower)
    xs = _united(upper.xs, lower.xs)
    above, below = _on_columns(upper, xs), _on_columns(lower, xs)
    header = _repeated_rows(above, below, recognised=lower.recognised)
    below = [cell._replace(row=cell.row + upper.rows - header) for cell in below if cell.row >= header]
    cells = _with_labels_joined(above, below, upper.rows)
    rows, recognised = upper.rows + lower.rows - header, upper.recognised or lower.recognised
    return PageTable(xs, tuple(cells), rows, lower.bbox, lower.page, recognised)


def _laid_under(upper: PageTable, lower: PageTable) -> PageTable:
    """Pages lie differently on a scanner's glass: a scan's table is moved sideways under the one that it continues."""
    shift = upper.xs[0] - lower.xs[0]
    if not lower.recognised or abs(shift) > _LOOSE:
        return lower
    return replace(lower, xs=tuple(x + shift for x in lower.xs))


def _on_columns(table: PageTable, xs: Sequence[float]) -> list[Cell]:
    """The cells of a part on the columns of the whole."""
    at = [_nearest(xs, x) for x in table.xs]
    if at == list(range(len(xs))):
        return list(table.cells)
    spans = ((cell, at[cell.column], at[cell.column + cell.colspan]) for cell in table.cells)
    return [cell._replace(column=left, colspan=right - left) for cell, left, right in spans]


def _repeated_rows(above: Iterable[Cell], below: Iterable[Cell], *, recognised: bool) -> int:
    """How many first rows of the lower part print what the first rows of the upper part print."""
    upper, lower = _to_rows(above), _to_rows(below)
    count = 0
    while count in upper and count in lower and _are_same(upper[count], lower[count], recognised=recognised):
        count += 1
    last = max((cell.row + cell.rowspan for cell in below if cell.row < count), default=0)
    return count if last <= count else 0


def _are_same(upper: Sequence[Cell], lower: Sequence[Cell], *, recognised: bool) -> bool:
    """Whether two rows print the same, slips of recognition aside; blank rows say nothing."""
    if [cell.column for cell in upper] != [cell.column for cell in lower]:
        return False
    texts = [
        (INVISIBLE.sub("", ours.text), INVISIBLE.sub("", theirs.text))
        for ours, theirs in zip(upper, lower, strict=True)
    ]
    if not any(ours for ours, _ in texts):
        return False
    return all(ours == theirs or (recognised and _are_alike(ours, theirs)) for ours, theirs in texts)


def _are_alike(ours: str, theirs: str) -> bool:
    """Whether two texts may be readings of the same words; numbers (第二十条第（五）项) must be the same."""
    if min(len(ours), len(theirs)) < 3 or _NUMERAL.findall(ours) != _NUMERAL.findall(theirs):
        return False
    return SequenceMatcher(None, ours, theirs).ratio() >= _SAME_WORDS


def _to_rows(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


def _with_labels_joined(above: list[Cell], below: list[Cell], seam: int) -> list[Cell]:
    """A blank cell of several rows at the head of a page is the rest of the label cell at the foot of the last one."""
    ends = {(cell.column, cell.colspan): at for at, cell in enumerate(above) if cell.row + cell.rowspan == seam}
    cells, rest = list(above), []
    for cell in below:
        at = ends.get((cell.column, cell.colspan))
        if at is not None and cell.row == seam and cell.rowspan > 1 and not INVISIBLE.sub("", cell.text):
            cells[at] = cells[at]._replace(rowspan=cells[at].rowspan + cell.rowspan)
        else:
            rest.append(cell)
    return cells + rest


def _united(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...]:
    return tuple(sorted([*first, *(x for x in second if not any(_near(x, other) for other in first))]))


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda at: abs(xs[at] - x))


def _near(x: float, other: float) -> bool:
    return abs(x - other) <= _SAME_EDGE

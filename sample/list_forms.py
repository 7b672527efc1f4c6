"""The one table of a report of before 2019 as a grid, in the layouts that offices give it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sample.lists import Indicator, ListForm, load_list_forms
from sample.model import Grid, GridCell, Key, Printed, RawRowAnswer
from sample.variation import Style, vary_label, vary_labels

_INDENT = "\u3000"
LAYOUTS = ("plain", "plain", "indented", "sections", "two_up")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as printed: its indicator, what stands in each of its columns by head, and what it counts."""

    indicator: Indicator
    texts: Mapping[str, str]
    key: Key | None

    def to_raw_row(self, style: Style) -> RawRowAnswer | None:
        """The row as a reader must keep it, if it has a number and no code."""
        if self.key is not None or self.indicator.is_heading:
            return None
        label = vary_label(self.indicator.label, style)
        return RawRowAnswer(label, (self.indicator.unit, self.texts["value"]))


def form_to_lines(form: str, values: Mapping[Key, Printed], *, added: bool, rng: random.Random) -> list[Line]:
    """The rows of the form, with what the province adds if it does, and a number in each that has no code."""
    layout = load_list_forms()[form]
    mark = rng.choice(("", "——"))
    lines = []
    for serial, indicator in enumerate(_indicators(layout, added=added), start=1):
        key: Key | None = (indicator.code, "all") if indicator.code else None
        if indicator.is_heading:
            texts = {"unit": mark, "value": mark}
        else:
            printed = values[key] if key else Printed(str(rng.randint(0, 300)), None, "reported")
            texts = {"unit": printed.unit or indicator.unit, "value": printed.raw}
        texts |= {"code": f"{serial:02d}", "total": str(rng.randint(300, 9000)), "before": str(rng.randint(0, 300))}
        lines.append(Line(indicator, texts, key))
    return lines


def _indicators(layout: ListForm, *, added: bool) -> list[Indicator]:
    if not added:
        return list(layout.rows)
    return [each for row in layout.rows for each in (row, *layout.added.get(row.code, ()))]


def draw_columns(form: str, rng: random.Random) -> tuple[str, ...]:
    """The columns behind the label, by head."""
    if form == "2014":
        return ("unit", "value")
    return rng.choice((("unit", "code", "value"), ("unit", "code", "value", "total"), ("unit", "value", "before")))


def lines_to_grid(form: str, lines: Sequence[Line], columns: Sequence[str], layout: str, style: Style) -> Grid:
    """The table with its header, in one of `LAYOUTS`, with its labels as this office prints them."""
    heads = load_list_forms()[form].heads
    if layout == "two_up" and len(columns) < 4:
        half = (len(lines) + 1) // 2
        halves = [_plain(heads, part, columns) for part in (lines[:half], lines[half:])]
        grid = _side_by_side(*halves)
    elif layout == "sections":
        grid = _sections(heads, lines, columns)
    else:
        grid = _plain(heads, lines, columns)
    grid = vary_labels(grid, style)
    return _indent(grid, lines) if layout == "indented" else grid


def _plain(heads: Mapping[str, str], lines: Sequence[Line], columns: Sequence[str]) -> Grid:
    cells = [GridCell(heads[name], 0, at) for at, name in enumerate(("label", *columns))]
    for row, line in enumerate(lines, start=1):
        cells.append(GridCell(line.indicator.label, row, 0))
        cells.extend(_values(line, row, 1, columns))
    return Grid(tuple(cells), len(columns) + 1, header_rows=1)


def _indent(grid: Grid, lines: Sequence[Line]) -> Grid:
    levels = {row: line.indicator.level for row, line in enumerate(lines, start=1)}
    cells = (
        replace(cell, text=_INDENT * levels.get(cell.row, 0) + cell.text) if cell.column == 0 else cell
        for cell in grid.cells
    )
    return replace(grid, cells=tuple(cells))


def _values(line: Line, row: int, first: int, columns: Sequence[str]) -> list[GridCell]:
    return [
        GridCell(line.texts[name], row, first + at, key=line.key if name == "value" else None)
        for at, name in enumerate(columns)
    ]


def _sections(heads: Mapping[str, str], lines: Sequence[Line], columns: Sequence[str]) -> Grid:
    """Two columns of labels: the section beside all of its rows, and a section's own number in a row called 合计."""
    cells = [GridCell(heads["label"], 0, 0, 1, 2)]
    cells.extend(GridCell(heads[name], 0, 2 + at) for at, name in enumerate(columns))
    kept = [line for line in lines if line.indicator.level or not line.indicator.is_heading]
    sections = _row_to_section(lines)
    for row, line in enumerate(kept, start=1):
        section = sections[id(line)]
        inside = [at for at, other in enumerate(kept, start=1) if sections[id(other)] is section]
        if row == inside[0]:
            alone = len(inside) == 1
            cells.append(GridCell(section.label, row, 0, len(inside), 2 if alone else 1))
        if len(inside) > 1:
            cells.append(GridCell(line.indicator.label if line.indicator.level else "合计", row, 1))
        cells.extend(_values(line, row, 2, columns))
    return Grid(tuple(cells), len(columns) + 2, header_rows=1)


def _row_to_section(lines: Sequence[Line]) -> dict[int, Indicator]:
    sections: dict[int, Indicator] = {}
    for line in lines:
        if not line.indicator.level:
            section = line.indicator
        sections[id(line)] = section
    return sections


def _side_by_side(left: Grid, right: Grid) -> Grid:
    """Two grids as one, the shorter filled up with blank cells."""
    cells = [*left.cells, *(replace(cell, column=cell.column + left.columns) for cell in right.cells)]
    for grid, first in ((left, 0), (right, left.columns)):
        for row in range(grid.row_count, max(left.row_count, right.row_count)):
            cells.extend(GridCell("", row, first + column) for column in range(grid.columns))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), left.columns + right.columns, header_rows=1)

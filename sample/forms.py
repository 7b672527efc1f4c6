"""The three tables of a report as grids: printed labels with their spans, and the values where they belong."""

from __future__ import annotations

from collections.abc import Mapping

from sample.grid_edits import stack_grids
from sample.labels import (
    ACTION_PARTS,
    APPLICANT_LABELS,
    INFORMATION,
    REQUEST_CORNER,
    REQUEST_ROWS,
    REVIEW_BLOCKS,
    REVIEW_RESULTS,
    Part,
)
from sample.model import APPLICANTS, Grid, GridCell, Key, Printed

_LABEL_COLUMNS = 3
_ACTION_COLUMNS = 4


def form_to_action_grids(form: str, values: Mapping[Key, Printed], *, merged: bool) -> list[Grid]:
    """Table 2: one grid of all its parts, or a grid for each."""
    grids = [_part_to_grid(part, values) for part in ACTION_PARTS[form]]
    return [stack_grids(grids)] if merged else grids


def _part_to_grid(part: Part, values: Mapping[Key, Printed]) -> Grid:
    width = len(part.heads) + 1
    last = _ACTION_COLUMNS - width + 1
    cells = [GridCell(part.article, 0, 0, 1, _ACTION_COLUMNS)]
    rows: list[tuple[str, tuple[str, ...], tuple[Key | None, ...]]] = [
        (INFORMATION, part.heads, (None,) * len(part.heads))
    ]
    for label, codes in part.rows:
        keys: tuple[Key | None, ...] = tuple((code, "all") for code in codes)
        rows.append((label, tuple(values[code, "all"].raw for code in codes), keys))
    for row, (label, texts, keys) in enumerate(rows, start=1):
        cells.append(GridCell(label, row, 0))
        for column, (text, key) in enumerate(zip(texts, keys, strict=True), start=1):
            cells.append(GridCell(text, row, column, 1, last if column == width - 1 else 1, key))
    return Grid(tuple(cells), _ACTION_COLUMNS)


def form_to_request_grid(form: str, values: Mapping[Key, Printed]) -> Grid:
    """Table 3: three header rows, three columns of labels, seven of numbers."""
    first = _LABEL_COLUMNS
    cells = [
        GridCell(REQUEST_CORNER, 0, 0, 3, first),
        GridCell("申请人情况", 0, first, 1, 7),
        GridCell(APPLICANT_LABELS[0], 1, first, 2),
        GridCell("法人或其他组织", 1, first + 1, 1, 5),
        GridCell(APPLICANT_LABELS[-1], 1, first + 6, 2),
        *(GridCell(label, 2, first + 1 + i) for i, label in enumerate(APPLICANT_LABELS[1:-1])),
    ]
    rows = REQUEST_ROWS[form]
    paths = [row.labels for row in rows]
    for index, row in enumerate(rows):
        for depth, label in enumerate(row.labels):
            path = row.labels[: depth + 1]
            if index and paths[index - 1][: depth + 1] == path:
                continue
            is_last = depth == len(row.labels) - 1
            rowspan = sum(other[: depth + 1] == path for other in paths)
            cells.append(GridCell(label, 3 + index, depth, rowspan, first - depth if is_last else 1))
        for column, applicant in enumerate((*APPLICANTS, "total"), start=first):
            key = (row.code, applicant)
            cells.append(GridCell(values[key].raw, 3 + index, column, key=key))
    return Grid(tuple(cells), first + 7, header_rows=3)


def values_to_review_grid(values: Mapping[Key, Printed]) -> Grid:
    """Table 4: three header rows and one row of fifteen numbers, the same in both forms."""
    cells = [
        GridCell("行政复议", 0, 0, 1, 5),
        GridCell("行政诉讼", 0, 5, 1, 10),
        *(GridCell(label, 1, i, 2) for i, (label, _) in enumerate(REVIEW_RESULTS)),
        GridCell("未经复议直接起诉", 1, 5, 1, 5),
        GridCell("复议后起诉", 1, 10, 1, 5),
        *(GridCell(label, 2, 5 + i) for i, (label, _) in enumerate(REVIEW_RESULTS * 2)),
    ]
    codes = [f"{block}.{code}" for block in REVIEW_BLOCKS for _, code in REVIEW_RESULTS]
    cells.extend(GridCell(values[c, "all"].raw, 3, i, key=(c, "all")) for i, c in enumerate(codes))
    return Grid(tuple(cells), 15, header_rows=3)

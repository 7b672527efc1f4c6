"""Where the values of a row stand when only their number and their order are left.

Flattening loses spans and pads rows with empty cells, so that several runs of cells may be as long as the form's
columns. Which one it is follows, in this order, from the row itself (only one run holds every cell that is not blank,
or only one adds up to a total that is not zero), from a row of the same shape in the same table, and at last from the
place of the first column's label, which is no proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Cell
from transform.columns import Columns
from transform.grid import Row
from transform.numbers import text_to_value

Run = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The cells that hold a row's values, one for each column; `certain` is False where nothing proves it."""

    cells: Run
    certain: bool


def rows_to_placements(rows: Sequence[tuple[Row, Columns]]) -> list[Placement | None]:
    """Place the values of a table's rows; None where no run fits or several do and nothing tells them apart."""
    candidates = [_runs(row, len(columns.order)) for row, columns in rows]
    proven = [_proven(runs, columns) for runs, (_, columns) in zip(candidates, rows, strict=True)]
    begins = {_shape(row): run[0].column for run, (row, _) in zip(proven, rows, strict=True) if run and _is_filled(run)}
    placements: list[Placement | None] = []
    for (row, columns), runs, run in zip(rows, candidates, proven, strict=True):
        if run is not None:
            placements.append(Placement(run, certain=True))
            continue
        like_others = [run for run in runs if run[0].column == begins.get(_shape(row))]
        begin = columns.at[columns.order[0].key] if columns.at is not None else None
        chosen = like_others or [run for run in runs if run[0].column == begin]
        placements.append(Placement(chosen[0], certain=bool(like_others)) if chosen else None)
    return placements


def _runs(row: Row, width: int) -> list[Run]:
    """The runs of `width` cells behind the labels that hold every cell that is not blank."""
    tail = row.after_labels
    filled = [at for at, cell in enumerate(tail) if cell.text.strip()]
    first = max(0, filled[-1] - width + 1) if filled else 0
    last = min(filled[0] if filled else len(tail), len(tail) - width)
    return [tail[start : start + width] for start in range(first, last + 1)]


def _proven(runs: Sequence[Run], columns: Columns) -> Run | None:
    """The one run that is possible, or that adds up; a row of blanks says the same wherever it begins."""
    if len(runs) == 1 or (runs and not _is_filled(runs[0]) and not any(_is_filled(run) for run in runs)):
        return runs[0]
    sums = [run for run in runs if _adds_up(run, columns)]
    return sums[0] if len(sums) == 1 else None


def _is_filled(run: Run) -> bool:
    return any(cell.text.strip() for cell in run)


def _adds_up(run: Run, columns: Columns) -> bool:
    """Whether the parts make a total that is not zero: zeros add up wherever they stand."""
    values = {leaf.key: text_to_value(cell.text) for leaf, cell in zip(columns.order, run, strict=True)}
    total = values.pop("total", None)
    if total is None or not total.value:
        return False
    return total.value == sum(value.value for value in values.values() if value and value.value is not None)


def _shape(row: Row) -> tuple[int, int]:
    """How a row was flattened: where its last label stands, and how many cells it has."""
    return (row.labels[-1].column if row.labels else -1), len(row.cells)

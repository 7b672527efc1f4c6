"""Rows that a page break cut in two, joined again: half a label here, the other half on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.document import Cell
from transform.grid import Row
from transform.labels import fold_label


def join_broken_rows(rows: Sequence[Row]) -> list[Row]:
    """Join neighbouring rows whose last labels make a label of the form only together.

    Both rows stand in the same columns, and no column holds a value in both.
    """
    joined: list[Row] = []
    for row in rows:
        whole = _join(joined[-1], row) if joined else None
        if whole is not None:
            joined[-1] = whole
        else:
            joined.append(row if row.index == len(joined) else replace(row, index=len(joined)))
    return joined


def _join(above: Row, below: Row) -> Row | None:
    if not above.labels or not below.labels or len(above.covering) != len(below.covering):
        return None
    if above.is_known and below.is_known:
        return None
    halves = [fold_label(row.labels[-1].text) for row in (above, below)]
    if not all(halves):
        return None  # a bracket is no half of a label: that row has lost its own
    label = fold_label(above.labels[-1].text + below.labels[-1].text)
    if label not in above.row_labels or above.labels[-1].column != below.labels[-1].column:
        return None
    pairs = list(zip(above.covering, below.covering, strict=True))
    label_at = next(at for at, cell in enumerate(above.covering) if cell is above.labels[-1])
    if any(_text(a) and _text(b) and a is not b for a, b in pairs[label_at + 1 :]):
        return None
    made: dict[tuple[int, int], Cell | None] = {}
    covering = [made.setdefault((id(a), id(b)), _join_cells(a, b)) for a, b in pairs]
    return replace(above, covering=tuple(covering), unit=above.unit or below.unit)


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell is not None else ""


def _join_cells(above: Cell | None, below: Cell | None) -> Cell | None:
    """One cell with the text of both; it stands where its text does, above if both have some."""
    if above is None or below is None or above is below:
        return above or below
    place = above if _text(above) else below
    return place._replace(text=above.text + below.text, row=above.row)

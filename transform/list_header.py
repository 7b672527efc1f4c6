"""The header of a list of indicators: which of its columns holds labels, units, values or something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

from extract.document import Cell
from transform.form_table import FormTable
from transform.grid import Row
from transform.labels import fold_label

Role = Literal["label", "unit", "value", "beside", "unknown"]


@dataclass(frozen=True, slots=True)
class Half:
    """The columns of one list; two lists may stand side by side under one header."""

    width: int
    """Columns of the whole table."""
    labels: tuple[int, ...]
    unit: int | None
    value: int | None
    """None where several columns could be the one of the values."""
    behind: tuple[int, ...]
    """The columns behind the labels, left to right, each printed cell once."""
    unnamed: tuple[int, ...]
    """Those of which the header says nothing: a number there has been displaced."""


def row_to_halves(row: Row, block: FormTable) -> list[Half]:
    """The columns as a row of words names them; empty where the row is no header.

    Columns whose names the form does not know stand beside the values, unless they stand in front of them all.
    """
    roles = [cell_to_role(cell, block) for cell in row.covering]
    if row.has_number or "value" not in roles or not {"label", "unit"} & set(roles):
        return []
    starts = [0]
    for at, role in enumerate(roles):
        is_next = role == "label" and row.covering[at] is not row.covering[at - 1]
        if is_next and "value" in roles[starts[-1] : at]:
            starts.append(at)
    return [_columns_to_half(row, roles, start, end) for start, end in pairwise([*starts, len(roles)])]


def cell_to_role(cell: Cell | None, block: FormTable) -> Role:
    """What a cell of a header says that its column holds."""
    folded = fold_label(cell.text) if cell is not None else ""
    if any(folded in node.folded for node in block.columns):
        return "value"
    names: tuple[tuple[Role, Sequence[str]], ...] = (
        ("label", block.corner),
        ("unit", block.unit),
        ("beside", block.beside),
    )
    return next((role for role, labels in names if folded in map(fold_label, labels)), "unknown")


def _columns_to_half(row: Row, roles: Sequence[Role], start: int, end: int) -> Half:
    columns = range(start, end)
    if roles[start] == "beside":
        columns = range(start + 1, end)
    labels = tuple(takewhile(lambda at: roles[at] in ("label", "unknown"), columns))
    rest = [at for at in columns if at not in labels]
    headed = [at for at in rest if row.covering[at] is not None]
    behind = tuple(at for at in headed if at == rest[0] or row.covering[at] is not row.covering[at - 1])
    values = [at for at in behind if roles[at] == "value"]
    unit = next((at for at in behind if roles[at] == "unit"), None)
    unnamed = tuple(at for at in rest if (cell := row.covering[at]) is None or not cell.text.strip())
    return Half(len(roles), labels, unit, values[0] if len(values) == 1 else None, behind, unnamed)

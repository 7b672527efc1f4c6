"""Finding and replacing the tables and facts of a report that a damage is about."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from sample.labels import REQUEST_ROWS, form_to_outcome_codes
from sample.model import APPLICANTS, FactAnswer, FindingAnswer, Grid, Key, Para, ReportContent

FLOWS = ("requests.received", "requests.carried_in", "requests.concluded", "requests.carried_out")


def grid_at(content: ReportContent, index: int) -> Grid:
    """The grid that stands at a place of the blocks."""
    grid = content.blocks[index]
    assert isinstance(grid, Grid)  # noqa: S101
    return grid


def longest_grid(content: ReportContent) -> int | None:
    """Where the longest table with values stands; None in a report of prose."""
    rows = {i: b.row_count for i, b in enumerate(content.blocks) if isinstance(b, Grid) and _has_values(b)}
    return max(rows, key=lambda index: rows[index], default=None)


def grid_of(content: ReportContent, code: str) -> int | None:
    """Where the table stands that holds a code; None where none does."""
    return next((i for i, b in enumerate(content.blocks) if isinstance(b, Grid) and code in _codes(b)), None)


def value_rows(grid: Grid) -> list[int]:
    """The rows that hold values, without those in which a cell begins that spans more rows."""
    starts = {cell.row for cell in grid.cells if cell.rowspan > 1}
    return [row for row in range(grid.row_count) if row not in starts and keys_in_row(grid, row)]


def keys_in_row(grid: Grid, row: int) -> tuple[Key, ...]:
    """The keys of the values in one row."""
    return tuple(cell.key for cell in grid.cells if cell.row == row and cell.key)


def with_grids(content: ReportContent, index: int, *grids: Grid | Para) -> ReportContent:
    """The report with one table replaced, by nothing, one or several blocks."""
    return replace(content, blocks=(*content.blocks[:index], *grids, *content.blocks[index + 1 :]))


def edit_cells(grid: Grid, keys: Collection[Key], edit: Callable[[str], str]) -> Grid:
    """The grid with the texts of the cells of these keys changed."""
    return replace(grid, cells=tuple(replace(c, text=edit(c.text)) if c.key in keys else c for c in grid.cells))


def lose(content: ReportContent, keys: Iterable[Key]) -> ReportContent:
    """The report with the facts of these cells missing."""
    lost = set(keys)
    facts = tuple(replace(f, value=None, raw="", state="missing") if fact_key(f) in lost else f for f in content.facts)
    return replace(content, facts=facts)


def state(content: ReportContent, key: Key, **changes: object) -> ReportContent:
    """The report with the fact of one cell changed."""
    facts = tuple(replace(f, **changes) if fact_key(f) == key else f for f in content.facts)  # type: ignore[arg-type]
    return replace(content, facts=facts)


def harmed(content: ReportContent, keys: Iterable[Key], *findings: FindingAnswer) -> ReportContent:
    """The report with what was harmed, and what a reader must say about it."""
    return replace(content, damaged=tuple(keys), findings=findings)


def fact_key(fact: FactAnswer) -> Key | None:
    """The cell of the form that a fact of a table answers."""
    if fact.source != "table":
        return None
    return (fact.code if fact.channel == "all" else f"{fact.code}@{fact.channel}", fact.applicant)


def keys_to_codes(keys: Iterable[Key]) -> tuple[str, ...]:
    """The metrics that cells count, each once, without their channels."""
    return tuple(dict.fromkeys(code.partition("@")[0] for code, _ in keys))


def outcome_fact(content: ReportContent, rng: random.Random) -> FactAnswer | None:
    """An outcome of one kind of applicant, where a wrong digit breaks the sums of its row and of its column."""
    codes = set(form_to_outcome_codes(content.form)) if content.form in REQUEST_ROWS else set()
    outcomes = [f for f in content.facts if f.source == "table" and f.code in codes and f.applicant in APPLICANTS]
    filled = [fact for fact in outcomes if fact.value]
    return rng.choice(filled) if filled else None


def _has_values(grid: Grid) -> bool:
    return any(cell.key for cell in grid.cells)


def _codes(grid: Grid) -> set[str]:
    return set(keys_to_codes(cell.key for cell in grid.cells if cell.key))

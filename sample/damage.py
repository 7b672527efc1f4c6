"""What goes wrong with documents, one function a kind, each of which says which cells it harmed and what to report.

`DAMAGES` maps the name of a damage to its function: a new kind is one more function and one more row. A damage that a
report cannot suffer (its form has no such table) gives None.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sample.damage_layout import (
    add_row_numbers,
    cut_page,
    cut_page_in_label,
    lose_dispute_header,
    lose_request_header,
    merge_tables,
    split_header,
    swap_applicants,
)
from sample.damage_tools import (
    edit_cells,
    fact_key,
    grid_at,
    grid_of,
    harmed,
    keys_in_row,
    keys_to_codes,
    longest_grid,
    lose,
    outcome_fact,
    state,
    value_rows,
    with_grids,
)
from sample.grid_edits import cut_grid, double_row, drop_row, fill_the_same, insert_row, row_cells, swap_rows
from sample.model import FindingAnswer, GridCell, ReportContent

_TOTALS = (
    "reconsideration.total",
    "litigation.total",
    "litigation.direct.total",
    "litigation.after_reconsideration.total",
)

Damage = Callable[[ReportContent, random.Random], ReportContent | None]


def break_identity(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """One wrong digit in table 3: the sums of its row and of its column both fail, and cross at it.

    The cell is an outcome of one kind of applicant, so that exactly one change of one cell satisfies every identity.
    """
    fact = outcome_fact(content, rng)
    index = grid_of(content, "requests.concluded")
    if fact is None or index is None:
        return None
    key, true = (fact.code, fact.applicant), fact.value or Decimal(0)
    wrong = true + rng.choice((3, 7, 10))
    told = FindingAnswer(
        (fact.code,), "one digit is wrong: its row and its column both fail", fact.applicant, wrong, true
    )
    printed = with_grids(content, index, edit_cells(grid_at(content, index), {key}, lambda _: str(wrong)))
    return harmed(state(printed, key, value=wrong, raw=str(wrong), state="reported"), [key], told)


def break_total(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A total of reviews that its parts do not add up to: one sum fails, and which of its cells is wrong stays open."""
    printed_codes = {fact.code for fact in content.facts if fact.source == "table"}
    facts = [f for f in content.facts if f.source == "table" and f.code in _TOTALS and f.value]
    facts = [fact for fact in facts if fact.code.replace(".total", ".upheld") in printed_codes]
    if not facts:
        return None
    fact = rng.choice(facts)
    key, wrong = (fact.code, fact.applicant), (fact.value or Decimal(0)) + rng.choice((1, 5, 20))
    at = next((i for i, block in enumerate(content.blocks) if _holds(block, key)), None)
    if at is None:
        return None
    printed = with_grids(content, at, edit_cells(grid_at(content, at), {key}, lambda _: str(wrong)))
    broken = state(printed, key, value=wrong, raw=str(wrong), state="reported")
    codes = (
        fact.code,
        *(fact.code.replace(".total", f".{part}") for part in ("upheld", "corrected", "other", "pending")),
    )
    told = FindingAnswer((fact.code,), "its parts add up to another total")
    return harmed(broken, [(code, "all") for code in codes], told)


def cut_table(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """The longest table breaks off before its last rows; the rows are missing, which is not zero."""
    index = longest_grid(content)
    if index is None:
        return None
    grid = grid_at(content, index)
    row = rng.randint(grid.row_count // 2, grid.row_count - 4)
    kept, rest = cut_grid(grid, row)
    lost = [cell.key for cell in rest.cells if cell.key]
    codes = keys_to_codes(lost)
    told = FindingAnswer(codes, "the table ends before these rows: missing, not zero")
    return harmed(lose(with_grids(content, index, kept), lost), lost, told)


def lose_row(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A row is gone; no other row may move up into its place."""
    index, row = _draw_row(content, rng)
    if index is None:
        return None
    grid = grid_at(content, index)
    lost = keys_in_row(grid, row)
    codes = keys_to_codes(lost)
    dropped = lose(with_grids(content, index, drop_row(grid, row)), lost)
    return harmed(dropped, lost, FindingAnswer(codes, "its row is not in the table"))


def print_row_twice(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A row is printed twice; no other row may move down, and nothing is counted twice."""
    index, row = _draw_row(content, rng)
    if index is None:
        return None
    grid = grid_at(content, index)
    keys = keys_in_row(grid, row)
    codes = keys_to_codes(keys)
    return harmed(
        with_grids(content, index, double_row(grid, row)), keys, FindingAnswer(codes, "its row is printed twice")
    )


def move_row(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """Two neighbouring rows change places, labels and all: values go by the labels."""
    index = longest_grid(content)
    if index is None:
        return None
    grid = grid_at(content, index)
    rows = [row for row in value_rows(grid) if row + 1 in value_rows(grid) and fill_the_same(grid, row)]
    if not rows:
        return None
    row = rng.choice(rows)
    keys = (*keys_in_row(grid, row), *keys_in_row(grid, row + 1))
    return harmed(with_grids(content, index, swap_rows(grid, row)), keys)


def add_row(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A row that the form does not have, as provinces add them: kept as it is, and no other row moves."""
    index, row = _draw_row(content, rng)
    if index is None:
        return None
    grid = grid_at(content, index)
    cells = [replace(c, text=str(rng.randint(1, 40)), key=None) if c.key else c for c in row_cells(grid, row)]
    labels = _labels_before_values(row_cells(grid, row))
    for number, at in enumerate(labels, start=1):
        cells[at] = replace(cells[at], text=f"（省级补充）公开专栏第{number}类更新数")
    return harmed(with_grids(content, index, insert_row(grid, row, cells)), ())


def _labels_before_values(cells: Sequence[GridCell]) -> list[int]:
    """Where the labels stand in a row: before each run of values the longest word, which is no unit."""
    labels: list[int] = []
    words: list[int] = []
    for at, cell in enumerate(cells):
        if not cell.key:
            words.append(at)
        elif words:
            labels.append(max(words, key=lambda word: len(cells[word].text)))
            words = []
    return labels


def lose_row_label(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A row has lost its label: what its numbers count is not said."""
    index, row = _draw_row(content, rng)
    if index is None:
        return None
    grid = grid_at(content, index)
    keys = keys_in_row(grid, row)
    labels = {(c.row, c.column) for c in row_cells(grid, row) if not c.key}
    cells = tuple(replace(c, text="") if (c.row, c.column) in labels else c for c in grid.cells)
    codes = keys_to_codes(keys)
    told = FindingAnswer(codes, "no label is left that says what the row counts")
    return harmed(lose(with_grids(content, index, replace(grid, cells=cells)), keys), keys, told)


def type_letters(content: ReportContent, rng: random.Random) -> ReportContent | None:
    """A letter is typed for a digit: nobody but a human may say which number was meant."""
    index = longest_grid(content)
    facts = [f for f in content.facts if f.source == "table" and f.value == 0 and f.raw == "0"]
    if index is None or not facts:
        return None
    fact = rng.choice(facts)
    key = fact_key(fact)
    if key is None:
        return None
    for at in (i for i, block in enumerate(content.blocks) if i >= 0 and _holds(block, key)):
        grid = edit_cells(grid_at(content, at), {key}, lambda _: "O")
        lettered = state(with_grids(content, at, grid), key, value=None, raw="O", state="illegible")
        return harmed(lettered, [key], FindingAnswer((fact.code,), "a letter stands for a digit", fact.applicant))
    return None


def _holds(block: object, key: tuple[str, str]) -> bool:
    return any(cell.key == key for cell in getattr(block, "cells", ()))


def _draw_row(content: ReportContent, rng: random.Random) -> tuple[int | None, int]:
    """The longest table and one of its rows of values; (None, 0) in a report of prose."""
    index = longest_grid(content)
    if index is None:
        return None, 0
    rows = value_rows(grid_at(content, index))
    return (index, rng.choice(rows)) if rows else (None, 0)


DAMAGES: dict[str, Damage] = {
    "broken_identity": break_identity,
    "broken_total": break_total,
    "cut_table": cut_table,
    "dropped_row": lose_row,
    "doubled_row": print_row_twice,
    "moved_row": move_row,
    "added_row": add_row,
    "lost_label": lose_row_label,
    "letter_for_digit": type_letters,
    "cut_page": cut_page,
    "cut_page_in_label": cut_page_in_label,
    "merged_tables": merge_tables,
    "split_header": split_header,
    "lost_request_header": lose_request_header,
    "lost_dispute_header": lose_dispute_header,
    "swapped_columns": swap_applicants,
    "numbered_rows": add_row_numbers,
}

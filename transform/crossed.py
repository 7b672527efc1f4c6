"""Cells known one by one, by the labels beside and above them: tables turned, cut up, or with other columns.

`transform.table_cells` reads a row by its label and the header that names all columns of its block. Where a document
prints the block turned by a quarter, in pieces, as a square of its own (行政复议 beside, 结果维持 above), with a column
more or less, or with a row's whole path in one label, each cell is still told by its own two stacks of labels. Only the
form's own labels count here, likeness does not, and a block of which two cells would be the same is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.document import Cell
from transform.form import Form
from transform.form_table import FormTable, Leaf, Node, walk
from transform.grid import Row, is_value
from transform.labels import fold_label
from transform.model import Key
from transform.units import stack_to_unit

_SHARE = 0.5
"""The share of a table's numbers that have to be known for any of them to be taken."""
_FEW = 3
_NEAREST = 12
"""Labels above a cell that are looked at."""
_MOST_PLACES = 3_000
"""Of a grid that is looked at: the largest table of a form has 400, and something else is ten times as large."""
_LONGEST_LABEL = 120
_NUMBERING = r"[一二三四五六七八九十\d]{0,2}"

Stack = tuple[str, ...]
"""Folded labels, the one next to the cell first."""


class CrossedCell(NamedTuple):
    """A printed cell and what it counts by its labels."""

    block: FormTable
    key: Key
    cell: Cell
    printed_unit: str | None
    """The unit of money in the label of its column."""
    prescribed_unit: str | None


class _Place(NamedTuple):
    """A cell with the labels left of it and above it, and those labels' cells next to it as printed."""

    cell: Cell
    left: Stack
    above: Stack
    texts: tuple[str, ...]


def rows_to_crossed(rows: Sequence[Row], form: Form) -> list[CrossedCell]:
    """The cells of a proven grid whose own labels say what they count; none where most of its numbers stay unknown."""
    if sum(len(row.covering) for row in rows) > _MOST_PLACES:
        return []
    found: list[CrossedCell] = []
    for block in form.tables:
        if not block.unit:
            found += _block_cells(list(_places(rows, _names(block))), block)
    numbers = {id(cell) for row in rows for cell in row.cells if is_value(cell.text)}
    known = {id(crossed.cell) for crossed in found} & numbers
    return found if numbers and len(known) >= _SHARE * len(numbers) else []


def _block_cells(places: Sequence[_Place], block: FormTable) -> list[CrossedCell]:
    """The cells of one block, as it is printed or turned, whichever tells more of them."""
    upright = list(_resolve(places, block, turned=False))
    turned = list(_resolve(places, block, turned=True))
    cells = max(upright, turned, key=len)
    texts: dict[Key, str] = {}
    for crossed in cells:
        if texts.setdefault(crossed.key, crossed.cell.text.strip()) != crossed.cell.text.strip():
            return []  # two sets of numbers, and nothing says which is meant
    return list({crossed.key: crossed for crossed in reversed(cells)}.values()) if len(texts) >= _least(block) else []


def _least(block: FormTable) -> int:
    """So many cells of a block are no accident; without labels of rows, one label of the form alone is."""
    return 1 if block.rows else _FEW


def _resolve(places: Sequence[_Place], block: FormTable, *, turned: bool) -> Iterator[CrossedCell]:
    of_rows, of_columns = _labels_of(block.rows), _labels_of(block.columns)
    above_only = frozenset(map(fold_label, block.above_rows)) - of_columns
    by_cell: dict[int, set[CrossedCell | None]] = {}
    for cell, left, above, texts in places:
        rowwise, columnwise = (above, left) if turned else (left, above)
        column = _find_leaf(block.column_leaves, _without(columnwise, of_rows - of_columns | above_only), rowwise)
        row = (
            _find_leaf(block.row_leaves, _without(rowwise, of_columns - of_rows | above_only), ())
            if block.rows
            else block.row_leaves[0]
        )
        known = None
        if row is not None and column is not None:
            key = block.key_of(row, column)
            known = CrossedCell(block, key, cell, stack_to_unit(texts), column.node.printed_unit)
        by_cell.setdefault(id(cell), set()).add(known)
    for known, *others in by_cell.values():
        if known is not None and not others:  # a cell that spans several places is the same in all of them
            yield known


def _labels_of(nodes: tuple[Node, ...]) -> frozenset[str]:
    return frozenset(label for node in walk(nodes) for label in node.folded)


def _without(stack: Stack, foreign: frozenset[str]) -> Stack:
    return tuple(label for label in stack if label not in foreign)


def _find_leaf(leaves: Sequence[Leaf], near: Stack, far: Stack) -> Leaf | None:
    """The one leaf that the nearest label names; further labels choose among several by what spans them."""
    if not near:
        return None
    found = [leaf for leaf in leaves if near[0] in leaf.node.folded]
    for label in (*near[1:], *far):
        if len(found) < 2:
            break
        found = [leaf for leaf in found if any(label in node.folded for node in leaf.path[:-1])] or found
    return found[0] if len(found) == 1 else None


def _places(rows: Sequence[Row], names: str) -> Iterator[_Place]:
    """Every cell of values or blanks, once for each place of the grid that it covers.

    A row that does not reach the end of the grid has lost a cell, and one with a number under no label beside others
    under theirs has one too many: any of them may stand in the wrong column.
    """
    above: list[list[Cell]] = [[] for _ in rows[0].covering] if rows else []
    for row in rows:
        labelled = {
            bool(labels)
            for cell, labels in zip(row.covering, above, strict=True)
            if cell is not None and is_value(cell.text)
        }
        is_displaced = row.covering[-1] is None or len(labelled) == 2
        left: list[Cell] = []
        for at, cell in enumerate(row.covering):
            if cell is None:
                continue
            if cell.text.strip() and not is_value(cell.text):
                if not left or left[-1] is not cell:
                    left.append(cell)
                continue
            if is_displaced:
                continue
            texts = tuple(labels[-1].text for labels in (left, above[at]) if labels)
            yield _Place(cell, _stack(left, names), _stack(above[at], names), texts)
        for at, cell in enumerate(row.covering):
            is_word = cell is not None and cell.text.strip() and not is_value(cell.text)
            if cell is not None and is_word and (not above[at] or above[at][-1] is not cell):
                above[at].append(cell)


def _stack(cells: Sequence[Cell], names: str) -> Stack:
    return tuple(name for cell in reversed(cells[-_NEAREST:]) for name in _label_to_names(cell.text, names))


@lru_cache(maxsize=4096)
def _label_to_names(text: str, names: str) -> Stack:
    """The labels that one printed label is made of, the innermost first; a label that is made of others is itself.

    >>> _label_to_names("三、本年度办理结果（三）不予公开1.属于国家秘密", "本年度办理结果|属于国家秘密|不予公开")
    ('属于国家秘密', '不予公开', '本年度办理结果')
    """
    folded = fold_label(text)
    if len(folded) <= _LONGEST_LABEL and re.fullmatch(f"(?:{_NUMBERING}(?:{names}))+", folded):
        return tuple(reversed(re.findall(f"{_NUMBERING}?({names})", folded)))
    return (folded,) if folded else ()


@lru_cache(maxsize=64)
def _names(block: FormTable) -> str:
    """A pattern for any label of a block, the longest first."""
    return "|".join(map(re.escape, sorted(filter(None, set(block.labels())), key=len, reverse=True)))

"""Which column of a table holds which column of the form, by the labels above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Cell
from transform.form import FormTable, Leaf, Node, walk
from transform.grid import Row
from transform.labels import fold_label, similarity
from transform.numbers import UNIT_FACTORS

_THRESHOLD = 0.6


@dataclass(frozen=True)
class Columns:
    """Where the values of a form's columns stand.

    `order` is the columns as printed, left to right; `at` gives the grid column of each where the grid is proven, and
    the place of its label in its printed row where it is not.
    """

    order: tuple[Leaf, ...]
    at: dict[str, int] | None
    grid_width: int
    """Columns of the grid in which the header stood; positions in `at` hold only in grids as wide."""
    by_position: bool
    units: dict[str, str]
    """Printed unit by column key, where the header names another than the form's."""


def header_to_columns(table: FormTable, header: Sequence[Row], *, proven: bool) -> Columns | None:
    """Columns by the labels printed above them; None where the header does not name them all."""
    return _grid_header(table, header) if proven else _ragged_header(table, header)


def position_to_columns(table: FormTable) -> Columns:
    """The form's own order, for a table that has lost its header."""
    return Columns(table.column_leaves, None, 0, by_position=True, units={})


def _grid_header(table: FormTable, header: Sequence[Row]) -> Columns | None:
    width = max((len(row.covering) for row in header), default=0)
    candidates: list[tuple[float, int, int]] = []
    leaves = table.column_leaves
    units: dict[str, str] = {}
    for column in range(width):
        stack = _stack(header, column)
        for index, leaf in enumerate(leaves):
            score = _stack_similarity([fold_label(cell.text) for cell in stack], leaf)
            if score >= _THRESHOLD:
                candidates.append((score, column, index))
    at: dict[str, int] = {}
    taken: set[int] = set()
    for _, column, index in sorted(candidates, key=lambda found: (-found[0], found[1])):
        key = leaves[index].key
        if key not in at and column not in taken:
            at[key] = column
            taken.add(column)
            units.update(_printed_unit(key, _stack(header, column)))
    if len(at) < len(leaves):
        return None
    order = tuple(sorted(leaves, key=lambda leaf: at[leaf.key]))
    return Columns(order, at, width, by_position=False, units=units)


def _stack(header: Sequence[Row], column: int) -> list[Cell]:
    """The distinct header cells above a column, top to bottom."""
    cells = (row.covering[column] for row in header if column < len(row.covering))
    return list({id(cell): cell for cell in cells if cell is not None and cell.text.strip()}.values())


def _stack_similarity(stack: Sequence[str], leaf: Leaf) -> float:
    """Similarity of the lowest label, helped or hurt by whether the labels above it are the form's too."""
    if not stack:
        return 0.0
    score = node_similarity(stack[-1], leaf.node)
    for parent in leaf.path[:-1]:
        if len(stack) > 1:
            found = max(node_similarity(label, parent) for label in stack[:-1])
            score += 0.2 if found >= _THRESHOLD else -0.1
    return score


def node_similarity(folded: str, node: Node) -> float:
    """The best similarity to a label of the form or one of its aliases."""
    return max(similarity(folded, label) for label in node.folded)


def _ragged_header(table: FormTable, header: Sequence[Row]) -> Columns | None:
    """Rebuild the header's tree from labels printed row by row without their spans.

    Each printed label is one node of the form; siblings keep their printed order, and children stand in their parent's
    place. Where a label belongs to several parents (结果维持), they take it in the order in which they are printed.
    """
    printed = [cell for row in header for cell in row.cells if cell.text.strip()]
    nodes = list(walk(table.columns))
    found: dict[int, int] = {}
    for position, cell in enumerate(printed):
        folded = fold_label(cell.text)
        free = [i for i, node in enumerate(nodes) if i not in found and node_similarity(folded, node) >= _THRESHOLD]
        if free:
            found[max(free, key=lambda i: (node_similarity(folded, nodes[i]), -i))] = position
    keys = {id(node): found.get(i) for i, node in enumerate(nodes)}
    if any(node.key and keys[id(node)] is None for node in nodes):
        return None
    units: dict[str, str] = {}
    at: dict[str, int] = {}
    for node in nodes:
        place = keys[id(node)]
        if node.key and place is not None:
            at[node.key] = printed[place].column
            units.update(_printed_unit(node.key, [printed[place]]))
    order = tuple(_printed_order(table.columns, keys))
    return Columns(order, at, 0, by_position=False, units=units)


def _printed_order(nodes: Sequence[Node], keys: dict[int, int | None], above: tuple[Node, ...] = ()) -> list[Leaf]:
    """Leaves in the order in which their labels, and those of their parents, were printed."""

    def first(node: Node) -> int:
        own = keys[id(node)]
        return own if own is not None else min(first(child) for child in node.children)

    leaves: list[Leaf] = []
    for node in sorted(nodes, key=first):
        if node.key is not None:
            leaves.append(Leaf(node.key, (*above, node)))
        leaves += _printed_order(node.children, keys, (*above, node))
    return leaves


def _printed_unit(key: str, stack: Sequence[Cell]) -> dict[str, str]:
    text = "".join(cell.text for cell in stack[-1:])
    for unit in sorted(UNIT_FACTORS, key=len, reverse=True):
        if any(mark + unit in text for mark in ("：", ":", "（", "(")):
            return {key: unit}
    return {}

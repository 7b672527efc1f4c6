"""Which column of a table holds which column of the form, by the labels above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import zip_longest

from extract.document import Cell
from transform.form_table import FormTable, Leaf, Node, walk
from transform.grid import Row
from transform.labels import fold_label, similarity
from transform.units import stack_to_unit

_THRESHOLD = 0.6


@dataclass(frozen=True, eq=False)
class Columns:
    """Where the values of a form's columns stand; equal to itself alone, as the form is.

    `order` is the columns as printed, left to right; `at` gives the grid column of each where the grid is proven, and
    the place of its label in its printed row where it is not.
    """

    order: tuple[Leaf, ...]
    by_position: bool
    """True where the labels leave a choice: then it is the form's own order."""
    at: dict[str, int] | None = None
    covered: frozenset[int] = frozenset()
    """Grid columns that the header covers at all; a row with cells beyond them has been displaced."""
    grid_width: int = 0
    """Columns of the grid in which the header stood; positions in `at` hold only in grids as wide."""
    units: dict[str, str] = field(default_factory=dict)
    """The unit of money that the header prints, by column key."""
    similar: dict[str, str] = field(default_factory=dict)
    """Printed labels that are not quite the form's, by column key."""

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The grid columns as printed, where the grid is proven."""
        return tuple(self.at[leaf.key] for leaf in self.order) if self.at is not None else ()


def header_to_columns(table: FormTable, header: Sequence[Row], *, proven: bool) -> Columns | None:
    """Columns by the labels printed above them; None where the header does not name them all."""
    return _grid_header(table, header) if proven else _ragged_header(table, header)


@lru_cache(maxsize=256)
def position_to_columns(table: FormTable) -> Columns:
    """The form's own order, for a table that has lost its header."""
    return Columns(table.column_leaves, by_position=True)


def _grid_header(table: FormTable, header: Sequence[Row]) -> Columns | None:
    columns = list(zip_longest(*(row.covering for row in header)))
    covered = frozenset(at for at, cells in enumerate(columns) if any(cell is not None for cell in cells))
    return _stacks_to_columns(tuple(map(_column_to_stack, columns)), covered, table)


def _column_to_stack(cells: Sequence[Cell | None]) -> tuple[str, ...]:
    """The texts of the distinct cells above a column, top to bottom."""
    texts = {id(cell): cell.text for cell in cells if cell is not None}
    return tuple(text for text in texts.values() if text.strip())


@lru_cache(maxsize=1024)
def _stacks_to_columns(
    stacks: tuple[tuple[str, ...], ...], covered: frozenset[int], table: FormTable
) -> Columns | None:
    """The columns under the labels printed above each: reports print the same headers again and again."""
    candidates: dict[tuple[float, int], list[str]] = {}
    for column, stack in enumerate(stacks):
        for score, leaf in _stack_scores(tuple(fold_label(text) for text in stack), table):
            if score >= _THRESHOLD:
                candidates.setdefault((-score, column), []).append(leaf.key)
    at: dict[str, int] = {}
    ambiguous = False
    for (_, column), keys in sorted(candidates.items()):
        free = [key for key in keys if key not in at]
        if free and column not in at.values():
            at[free[0]] = column
            ambiguous |= len(free) > 1
    if len(at) < len(table.column_leaves):
        return None
    order = tuple(sorted(table.column_leaves, key=lambda leaf: at[leaf.key]))
    labels = {leaf: stacks[at[leaf.key]] for leaf in order}
    return Columns(order, ambiguous, at, covered, len(stacks), _labels_to_units(labels), _labels_to_similar(labels))


@lru_cache(maxsize=4096)
def _stack_scores(stack: tuple[str, ...], table: FormTable) -> tuple[tuple[float, Leaf], ...]:
    """The similarity of the folded labels above a column to each column of the form."""
    return tuple((_stack_similarity(stack, leaf), leaf) for leaf in table.column_leaves)


def _stack_similarity(stack: Sequence[str], leaf: Leaf) -> float:
    """Similarity of the lowest label, helped or hurt by whether the labels above it are the form's too.

    A label that is broken over two rows of the header counts as one.
    """
    if not stack:
        return 0.0
    score, above = node_similarity(stack[-1], leaf.node), stack[:-1]
    if above and (joined := node_similarity(above[-1] + stack[-1], leaf.node)) > score:
        score, above = joined, above[:-1]
    for parent in leaf.path[:-1]:
        if above:
            found = max(node_similarity(label, parent) for label in above)
            score += 0.2 if found >= _THRESHOLD else -0.1
    return score


def node_similarity(folded: str, node: Node) -> float:
    """The best similarity to a label of the form or one of its aliases."""
    return max(similarity(folded, label) for label in node.folded)


def _ragged_header(table: FormTable, header: Sequence[Row]) -> Columns | None:
    """Rebuild the header's tree from labels printed row by row without their spans.

    Each printed label is one node of the form; siblings keep their printed order, and children stand in their parent's
    place. Parents take a label that several of them have (结果维持) in the order of printing, which proves
    something only where all of them are: without one of them it is None.
    """
    nodes = list(walk(table.columns))
    rows = _whole_labels([[cell for cell in row.cells if cell.text.strip()] for row in header], nodes)
    printed = [cell for row in rows for cell in row]
    found = _labels_to_nodes([fold_label(cell.text) for cell in printed], nodes)
    spans_all = table.columns[0] if len(table.columns) == 1 and table.columns[0].children else None
    if any(i not in found and node is not spans_all for i, node in enumerate(nodes)):
        return None
    place = {id(node): found[i] for i, node in enumerate(nodes) if i in found}
    row_of = [at for at, row in enumerate(rows) for _ in row]
    if not _stand_in_rows(table.columns, {node: row_of[position] for node, position in place.items()}):
        return None
    order = tuple(_printed_order(table.columns, place))
    cells = {leaf: printed[place[id(leaf.node)]] for leaf in order}
    labels = {leaf: (cell.text,) for leaf, cell in cells.items()}
    at = {leaf.key: cell.column for leaf, cell in cells.items()}
    return Columns(order, False, at, units=_labels_to_units(labels), similar=_labels_to_similar(labels))


def _labels_to_nodes(labels: Sequence[str], nodes: Sequence[Node]) -> dict[int, int]:
    """Which printed label is which node, by their indexes: those that are the same first, then those that are alike."""
    found: dict[int, int] = {}
    for least in (1.0, _THRESHOLD):
        for position, label in enumerate(labels):
            if position in found.values():
                continue
            scores = {i: node_similarity(label, node) for i, node in enumerate(nodes) if i not in found}
            best = max(scores, key=lambda i: (scores[i], -i), default=None)
            if best is not None and scores[best] >= least:
                found[best] = position
    return found


def _stand_in_rows(nodes: Sequence[Node], row_of: dict[int, int]) -> bool:
    """Whether labels side by side in the form are printed in one row: else their order on paper is not that of columns.

    In a page without a grid, labels of several lines each stand higher or lower than those of one line.
    """
    rows = {row_of[id(node)] for node in nodes if id(node) in row_of}
    return len(rows) <= 1 and all(_stand_in_rows(node.children, row_of) for node in nodes)


def _whole_labels(rows: Sequence[Sequence[Cell]], nodes: Sequence[Node]) -> list[list[Cell]]:
    """The labels of a header row by row; two rows that hold the halves of the same labels are one."""
    names = {label for node in nodes for label in node.folded}
    whole: list[list[Cell]] = []
    for row in rows:
        upper = whole[-1] if whole else []
        joined = [a._replace(text=a.text + b.text) for a, b in zip(upper, row, strict=False)]
        if joined and len(upper) == len(row) and all(fold_label(cell.text) in names for cell in joined):
            whole[-1] = joined
        else:
            whole.append(list(row))
    return whole


def _printed_order(nodes: Sequence[Node], place: dict[int, int], above: tuple[Node, ...] = ()) -> list[Leaf]:
    """Leaves in the order in which their labels, and those of their parents, were printed."""
    leaves: list[Leaf] = []
    for node in sorted(nodes, key=lambda node: place.get(id(node), 0)):
        if node.key is not None:
            leaves.append(Leaf(node.key, (*above, node)))
        leaves += _printed_order(node.children, place, (*above, node))
    return leaves


def _labels_to_similar(labels: Mapping[Leaf, Sequence[str]]) -> dict[str, str]:
    return {leaf.key: stack[-1] for leaf, stack in labels.items() if not _is_printed(leaf.node, stack)}


def _is_printed(node: Node, stack: Sequence[str]) -> bool:
    """Whether the lowest label is the form's, by itself or as the end of one broken over two rows."""
    return any(fold_label("".join(stack[-last:])) in node.folded for last in (1, 2))


def _labels_to_units(labels: Mapping[Leaf, Sequence[str]]) -> dict[str, str]:
    found = {leaf.key: stack_to_unit(stack) for leaf, stack in labels.items() if leaf.node.printed_unit}
    return {key: unit for key, unit in found.items() if unit is not None}

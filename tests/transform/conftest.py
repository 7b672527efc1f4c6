"""Tables made from the form itself, as markup gives them (a proven grid) and as flattening leaves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from extract.document import Cell, Locator, Table
from transform.form import FormTable, Leaf, Node, load_forms, walk
from transform.model import Key

Values = Mapping[tuple[str, ...], str]


def depth(nodes: tuple[Node, ...]) -> int:
    return max((1 + depth(node.children) for node in nodes), default=0)


def leaf_count(node: Node) -> int:
    return sum(1 for child in walk((node,)) if child.key is not None)


class GridBuilder:
    """Draws one block of the form with the spans of the official layout."""

    def __init__(self, table: FormTable) -> None:
        self.table = table
        self.label_columns = max((len(leaf.path) for leaf in table.row_leaves), default=0)
        self.header_rows = depth(table.columns)
        self.cells: list[Cell] = []

    def add(self, text: str, row: int, column: int, rowspan: int = 1, colspan: int = 1) -> None:
        self.cells.append(Cell(text, row, column, rowspan, colspan, Locator(line=row, column=column)))

    def header(self, nodes: tuple[Node, ...], row: int, column: int) -> None:
        for node in nodes:
            width = leaf_count(node)
            self.add(node.label, row, column, 1 if node.children else self.header_rows - row, width)
            self.header(node.children, row + 1, column)
            column += width

    def row_labels(self, nodes: tuple[Node, ...], row: int, level: int) -> None:
        for node in nodes:
            self.add(node.label, row, level, leaf_count(node), 1 if node.children else self.label_columns - level)
            self.row_labels(node.children, row, level + 1)
            row += leaf_count(node)

    def build(self, values: Values) -> Table:
        if self.label_columns:
            corner = self.table.corner[0] if self.table.corner else ""
            self.add(corner, 0, 0, self.header_rows, self.label_columns)
        self.header(self.table.columns, 0, self.label_columns)
        self.row_labels(self.table.rows, self.header_rows, 0)
        texts = {Key(*key): text for key, text in values.items()}
        for at, row in enumerate(self.table.row_leaves):
            for offset, column in enumerate(self.table.column_leaves):
                text = texts.get(self.table.key_of(row, column), "0")
                self.add(text, self.header_rows + at, self.label_columns + offset)
        return Table(tuple(self.cells), grid_proven=True)


def flatten(table: Table) -> Table:
    """The same table as text that lost its spans: each cell once, in its first row."""
    rows = [[cell.text for cell in row] for row in table.rows()]
    cells = [
        Cell(text, at, column, locator=Locator(line=at, column=column))
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    return Table(tuple(cells), grid_proven=False)


@pytest.fixture(scope="session")
def draw() -> Callable[[str, str, Values], Table]:
    """draw(vintage, block, values): one block of a form as a proven grid; cells without a value hold `0`."""

    def build(vintage: str, block: str, values: Values) -> Table:
        return GridBuilder(load_forms()[vintage].table(block)).build(values)

    return build


@pytest.fixture(scope="session")
def flat() -> Callable[[Table], Table]:
    return flatten


def row_of(table: FormTable, key: str) -> Leaf:
    return next(leaf for leaf in table.row_leaves if leaf.key == key)

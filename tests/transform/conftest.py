"""Tables made from the form itself, as markup gives them (a proven grid) and as flattening leaves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from extract.document import Cell, Locator, Table
from transform.cells import tables_to_cells
from transform.form import load_forms
from transform.form_table import FormTable, Leaf, Node, walk
from transform.model import Key
from transform.table_reading import TableReading

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


@dataclass(frozen=True)
class Line:
    """A printed row of a list: its label, its unit and its number; `key` is what it counts, None for a heading."""

    label: str
    unit: str
    value: str
    key: Key | None

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.label, self.unit, self.value


class PrintedList:
    """A list of indicators as a form prints it, with a different number in every row, so that a moved one shows."""

    def __init__(self, vintage: str) -> None:
        self.form = load_forms()[vintage]
        self.block = self.form.tables[0]
        self.values = {key: str(1000 + at) for at, key in enumerate(self.block.cell_keys)}
        self.header = self.block.corner[0], self.block.unit[0], self.block.columns[0].label
        self.lines = [self._node_to_line(node) for node in walk(self.block.rows)]

    def _node_to_line(self, node: Node) -> Line:
        keys = [row.keys[0] for row in self.form.rows if row.leaf.node is node]
        if not keys:
            return Line(node.label, "——", "——", None)
        return Line(node.label, node.printed_unit or "件", self.values[keys[0]], keys[0])

    def line(self, label: str) -> Line:
        """The first line whose label ends like that."""
        return next(line for line in self.lines if line.label.endswith(label))

    def table(self, lines: Sequence[Line] | None = None, *, proven: bool = True) -> Table:
        """Three columns under their header."""
        shown = self.lines if lines is None else lines
        return texts_to_table([self.header, *(line.texts for line in shown)], proven=proven)

    def read(self, *tables: Table) -> TableReading:
        return tables_to_cells(tables, self.form)

    def found(self, *tables: Table) -> dict[Key, str]:
        """What is read, by what it counts."""
        return {cell.key: cell.cell.text for cell in self.read(*tables).cells}


def texts_to_table(rows: Sequence[Sequence[str]], *, proven: bool = True) -> Table:
    cells = [
        Cell(text, row, column, locator=Locator(line=row + 1, column=column + 1))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Table(tuple(cells), grid_proven=proven)


@pytest.fixture(scope="session")
def printed_lists() -> dict[str, PrintedList]:
    """The lists of each vintage that is one."""
    return {vintage: PrintedList(vintage) for vintage, form in load_forms().items() if form.is_list}


@pytest.fixture(scope="session")
def from_texts() -> Callable[..., Table]:
    """from_texts(rows, proven=True): a table without spans."""
    return texts_to_table

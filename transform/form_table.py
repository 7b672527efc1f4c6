"""A table of a statutory form: its labels as a tree, its rows and columns of values, and what each cell counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from transform.labels import fold_label
from transform.model import Key


class FormData(BaseModel):
    """One of a kind: equal to itself alone, so that what is worked out about it once can be kept by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Node(FormData):
    """A label of the form; one with a `key` heads a row or column of values, one with `children` spans several."""

    label: str
    aliases: tuple[str, ...] = ()
    key: str | None = None
    channel: str = "all"
    """The channel by which the row or column counts; several rows of one code differ in it."""
    printed_unit: str | None = None
    """The unit the form prints for money; `unknown` where it prints none."""
    children: tuple[Node, ...] = ()

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The label and its aliases, folded for matching."""
        return tuple(dict.fromkeys(fold_label(text) for text in (self.label, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A row or column of values with the labels that stand above it, outermost first."""

    key: str
    path: tuple[Node, ...]

    @property
    def node(self) -> Node:
        """The label next to the values."""
        return self.path[-1]

    @property
    def channel(self) -> str:
        """The channel by which it counts."""
        return self.path[-1].channel if self.path else "all"


class FormTable(FormData):
    """One block of the form: rows × columns; a table without rows has one line of values and no row labels.

    A list prints one indicator a row and its unit in a column of its own (`unit`); its only column of values is the
    one of `columns`, and those of `beside` hold something else.
    """

    id: str
    heading: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    code: str
    applicant: str = "all"
    columns: tuple[Node, ...]
    rows: tuple[Node, ...] = ()

    @cached_property
    def column_leaves(self) -> tuple[Leaf, ...]:
        """Columns of values in the form's order."""
        return tuple(nodes_to_leaves(self.columns))

    @cached_property
    def row_leaves(self) -> tuple[Leaf, ...]:
        """Rows of values in the form's order; a single bare one where the form prints no row labels."""
        return tuple(nodes_to_leaves(self.rows)) or (Leaf("", ()),)

    def key_of(self, row: Leaf, column: Leaf) -> Key:
        """What one cell counts."""
        return self._key_by_names[row.key, row.channel, column.key, column.channel]

    @cached_property
    def _key_by_names(self) -> dict[tuple[str, str, str, str], Key]:
        return {
            (row.key, row.channel, column.key, column.channel): self._leaves_to_key(row, column)
            for row in self.row_leaves
            for column in self.column_leaves
        }

    def _leaves_to_key(self, row: Leaf, column: Leaf) -> Key:
        names = {"row": row.key, "column": column.key}
        channels = [leaf.channel for leaf in (row, column) if leaf.channel != "all"]
        return Key(self.code.format(**names), self.applicant.format(**names), *channels)

    @cached_property
    def cell_keys(self) -> tuple[Key, ...]:
        """What every cell counts, row by row."""
        return tuple(self.key_of(row, column) for row in self.row_leaves for column in self.column_leaves)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the block, each once."""
        return tuple(dict.fromkeys(key.code for key in self.cell_keys))

    @property
    def above_rows(self) -> tuple[str, ...]:
        """The labels above its rows that head no column of values."""
        return (*self.heading, *self.corner, *self.unit, *self.beside)

    def labels(self) -> Iterator[str]:
        """Every folded label that is the block's own: what stands above a list (单位, 数量) stands above any list."""
        nodes = self.rows if self.unit else (*self.rows, *self.columns)
        yield from map(fold_label, () if self.unit else self.above_rows)
        for node in walk(nodes):
            yield from node.folded


@dataclass(frozen=True, slots=True, eq=False)
class FormRow:
    """A row of values of the form, with the block it belongs to."""

    table: FormTable
    leaf: Leaf

    @property
    def keys(self) -> tuple[Key, ...]:
        """What its cells count."""
        return tuple(self.table.key_of(self.leaf, column) for column in self.table.column_leaves)


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """All nodes, each before its children."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def nodes_to_leaves(nodes: tuple[Node, ...], above: tuple[Node, ...] = ()) -> Iterator[Leaf]:
    """The nodes with a key, in printed order, each with the labels above it."""
    for node in nodes:
        if node.key is not None:
            yield Leaf(node.key, (*above, node))
        yield from nodes_to_leaves(node.children, (*above, node))

"""Rows and columns of table 3 in any order, dropped or doubled: no number ever moves to another cell of the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Cell, Document, Paragraph, Table
from transform.facts import document_to_reading
from transform.form import load_forms
from transform.form_table import FormTable, Leaf, Node
from transform.model import Key, Reading

Draw = Callable[[str, str, dict[tuple[str, str], str]], Table]
Flat = Callable[[Table], Table]
LABEL_COLUMNS = 3


def random_values(form_table: FormTable, data: st.DataObject) -> dict[Key, str]:
    """A different number for every cell: whatever is read says where it stood."""
    first, step = data.draw(st.integers(10_000, 50_000)), data.draw(st.sampled_from((1, 7, 13, 101)))
    return {key: str(first + step * at) for at, key in enumerate(form_table.cell_keys)}


def rows_to_table(header: Table, header_rows: int, rows: Sequence[tuple[Leaf, Sequence[str]]]) -> Table:
    """The official header, then rows with their whole chain of labels, as a page that merges nothing prints them."""
    cells = [cell for cell in header.cells if cell.row < header_rows]
    for at, (leaf, values) in enumerate(rows, start=header_rows):
        labels = [node.label for node in leaf.path]
        cells += [
            Cell(label, at, column, 1, 1 if column < len(labels) - 1 else LABEL_COLUMNS - column)
            for column, label in enumerate(labels)
        ]
        cells += [Cell(value, at, LABEL_COLUMNS + column) for column, value in enumerate(values)]
    return Table(tuple(cells), grid_proven=True)


def table_to_reading(table: Table) -> Reading:
    title = "绿城区民政局2021年政府信息公开工作年度报告"
    return document_to_reading(Document("0" * 64, "text/html", title, blocks=(Paragraph(title), table)))


def values_read(reading: Reading) -> dict[Key, Decimal]:
    return {fact.key: fact.value for fact in reading.facts if fact.source == "table" and fact.value is not None}


@pytest.mark.parametrize("flattened", [False, True])
@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_no_value_leaves_its_row(vintage: str, flattened: bool, draw: Draw, flat: Flat) -> None:
    form_table = load_forms()[vintage].table("requests")
    leaves = form_table.row_leaves
    header = draw(vintage, "requests", {})
    header_rows = min(cell.row for cell in header.cells if cell.text == leaves[0].node.label)

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        truth = random_values(form_table, data)
        order = list(leaves)
        if data.draw(st.booleans(), label="permuted"):
            order = data.draw(st.permutations(order))
        dropped = data.draw(st.sets(st.sampled_from(leaves), max_size=6), label="dropped")
        doubled = data.draw(st.sets(st.sampled_from(leaves), max_size=3), label="doubled")
        kept = [leaf for leaf in order if leaf not in dropped]
        printed = [leaf for leaf in kept for _ in range(1 + (leaf in doubled))]
        rows = [(leaf, [truth[form_table.key_of(leaf, at)] for at in form_table.column_leaves]) for leaf in printed]
        table = rows_to_table(header, header_rows, rows)
        reading = table_to_reading(flat(table) if flattened else table)
        found = values_read(reading)
        assert {key: str(value) for key, value in found.items()} == {key: truth[key] for key in found}
        # Whatever was not read as a fact is kept as a row that no form knows.
        raw = {text for row in reading.raw_rows for text in row.texts}
        unread = {form_table.key_of(leaf, at) for leaf in kept for at in form_table.column_leaves} - set(found)
        assert {truth[key] for key in unread} <= raw
        in_order = order == list(leaves) and reading.report is not None and reading.report.form == vintage
        assert not (unread and in_order)

    check()


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_a_row_printed_twice_with_other_values_is_flagged(vintage: str, draw: Draw) -> None:
    form_table = load_forms()[vintage].table("requests")
    header = draw(vintage, "requests", {})
    header_rows = min(cell.row for cell in header.cells if cell.text == form_table.row_leaves[0].node.label)

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(form_table.row_leaves), st.data())
    def check(doubled: Leaf, data: st.DataObject) -> None:
        truth = random_values(form_table, data)
        rows = [
            (leaf, [truth[form_table.key_of(leaf, at)] for at in form_table.column_leaves])
            for leaf in form_table.row_leaves
        ]
        other = (doubled, [str(number) for number in range(1, 1 + len(form_table.column_leaves))])
        at = data.draw(st.sampled_from((0, 1)), label="before or behind") + form_table.row_leaves.index(doubled)
        reading = table_to_reading(rows_to_table(header, header_rows, [*rows[:at], other, *rows[at:]]))
        found = values_read(reading)
        twice = {form_table.key_of(doubled, column) for column in form_table.column_leaves}
        assert {key: str(found[key]) for key in truth if key not in twice} == {
            key: value for key, value in truth.items() if key not in twice
        }
        assert any({key.code for key in twice} & set(f.codes) for f in reading.findings if f.rule == "row.doubled")

    check()


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_swapped_columns_are_read_by_their_labels(vintage: str, draw: Draw) -> None:
    form_table = load_forms()[vintage].table("requests")
    official = draw(vintage, "requests", {})
    header_rows = min(cell.row for cell in official.cells if cell.text == form_table.row_leaves[0].node.label)

    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        truth = random_values(form_table, data)
        cells = [Cell("", 0, 0, header_rows, LABEL_COLUMNS)]
        columns: list[str] = []

        def place(nodes: Sequence[Node], row: int) -> None:
            for node in data.draw(st.permutations(nodes)):
                first = len(columns)
                if node.key is not None:
                    columns.append(node.key)
                place(node.children, row + 1)
                height = 1 if node.children else header_rows - row
                cells.append(Cell(node.label, row, LABEL_COLUMNS + first, height, len(columns) - first))

        place(form_table.columns, 0)
        leaves = {leaf.key: leaf for leaf in form_table.column_leaves}
        rows = [
            (leaf, [truth[form_table.key_of(leaf, leaves[column])] for column in columns])
            for leaf in form_table.row_leaves
        ]
        found = values_read(table_to_reading(rows_to_table(Table(tuple(cells), grid_proven=True), header_rows, rows)))
        assert {key: str(value) for key, value in found.items()} == truth

    check()

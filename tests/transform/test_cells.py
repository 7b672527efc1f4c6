"""Rows and columns are found by their labels: nothing that happens to one moves another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import Cell, Table
from transform.cells import tables_to_cells
from transform.form import load_forms
from transform.model import Key

VINTAGES = ["2019", "2021"]


def distinct_values(vintage: str, block: str) -> dict[Key, str]:
    """A different number in every cell, so that a moved one shows."""
    return {key: str(100 + at) for at, key in enumerate(load_forms()[vintage].table(block).cell_keys)}


def read(vintage: str, *tables: Table) -> dict[Key, str]:
    cells = tables_to_cells(tables, load_forms()[vintage]).cells
    texts = {cell.key: cell.cell.text for cell in cells}
    assert len(texts) == len(cells)
    return texts


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_cell_of_every_block_is_read_from_a_proven_grid(vintage, draw) -> None:
    for block in load_forms()[vintage].tables:
        values = distinct_values(vintage, block.id)
        assert read(vintage, draw(vintage, block.id, values)) == values


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_cell_of_every_block_is_read_from_flattened_text(vintage, draw, flat) -> None:
    for block in load_forms()[vintage].tables:
        values = distinct_values(vintage, block.id)
        assert read(vintage, flat(draw(vintage, block.id, values))) == values


def without_rows(table: Table, gone: set[int]) -> Table:
    """Drop grid rows; a label that spans them shrinks."""
    kept = [row for row in range(table.row_count) if row not in gone]
    place = {row: at for at, row in enumerate(kept)}
    cells = []
    for cell in table.cells:
        rows = [place[row] for row in range(cell.row, cell.row + cell.rowspan) if row in place]
        if rows:
            cells.append(cell._replace(row=rows[0], rowspan=len(rows)))
    return Table(tuple(cells), table.grid_proven)


def with_row_order(table: Table, order: list[int]) -> Table:
    """Rows of a flattened table in another order, some perhaps twice."""
    rows = table.rows()
    cells = [cell._replace(row=at) for at, source in enumerate(order) for cell in rows[source]]
    return Table(tuple(cells), table.grid_proven)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), vintage=st.sampled_from(VINTAGES))
def test_dropped_rows_move_no_other(data, vintage, draw: Callable[..., Table]) -> None:
    values = distinct_values(vintage, "requests")
    table = draw(vintage, "requests", values)
    gone = data.draw(st.sets(st.integers(3, table.row_count - 1), max_size=table.row_count - 4))
    found = read(vintage, without_rows(table, gone))
    assert found.items() <= values.items()
    assert len(found) == len(values) - 7 * len(gone)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), vintage=st.sampled_from(VINTAGES))
def test_permuted_and_doubled_rows_move_no_other(data, vintage, draw, flat) -> None:
    values = distinct_values(vintage, "requests")
    table = flat(draw(vintage, "requests", values))
    body = list(range(3, table.row_count))
    order = data.draw(st.permutations(body))
    doubled = data.draw(st.lists(st.sampled_from(body), max_size=3))
    reading = tables_to_cells([with_row_order(table, [0, 1, 2, *order, *doubled])], load_forms()[vintage])
    found = {cell.key: cell.cell.text for cell in reading.cells}
    assert found.items() <= values.items()
    # What is not matched is kept: as a doubled row, or as a row whose label alone does not place it.
    rows_read = len(reading.cells) // 7 + len(reading.doubled) + len(reading.unknown)
    assert rows_read == len(order) + len(doubled)


def test_swapped_columns_are_read_by_their_labels(draw, flat) -> None:
    values = distinct_values("2021", "requests")
    table = draw("2021", "requests", values)
    width = table.column_count
    swap = {width - 5: width - 4, width - 4: width - 5}
    cells = tuple(
        cell._replace(column=swap.get(cell.column, cell.column)) if cell.colspan == 1 and cell.row >= 2 else cell
        for cell in table.cells
    )
    swapped = Table(cells, grid_proven=True)
    assert read("2021", swapped) == values
    assert read("2021", flat(swapped)) == values


def test_an_unknown_row_is_kept_and_moves_nothing(draw, flat) -> None:
    values = distinct_values("2021", "requests")
    rows = flat(draw("2021", "requests", values)).rows()
    extra = [Cell(text, 0, at) for at, text in enumerate(["其中：涉及不动产登记的", *"1234567"])]
    cells = [cell._replace(row=at) for at, row in enumerate([*rows[:9], extra, *rows[9:]]) for cell in row]
    reading = tables_to_cells([Table(tuple(cells), grid_proven=False)], load_forms()["2021"])
    assert {cell.key: cell.cell.text for cell in reading.cells} == values
    assert [row.labels[0].text for row in reading.unknown] == ["其中：涉及不动产登记的"]


def test_a_table_that_goes_on_without_its_header_keeps_its_columns(draw) -> None:
    values = distinct_values("2019", "requests")
    table = draw("2019", "requests", values)
    first = without_rows(table, set(range(12, table.row_count)))
    second = without_rows(table, set(range(12)))
    assert read("2019", first, second) == values


def test_values_shifted_by_a_lost_span_are_read_by_their_number(draw) -> None:
    values = distinct_values("2019", "requests")
    table = draw("2019", "requests", values)
    cells = tuple(
        cell._replace(colspan=1)
        if cell.row == 3 and cell.column == 0
        else cell._replace(column=cell.column - 2)
        if cell.row == 3
        else cell
        for cell in table.cells
    )
    assert read("2019", Table(cells, grid_proven=True)) == values


def test_a_row_with_too_few_values_is_not_guessed(draw, flat) -> None:
    table = flat(draw("2019", "requests", distinct_values("2019", "requests")))
    cells = tuple(cell for cell in table.cells if not (cell.row == 5 and cell.column > 6))
    reading = tables_to_cells([Table(cells, grid_proven=False)], load_forms()["2019"])
    assert [match.form_row.leaf.key for match in reading.misfits] == ["requests.granted"]
    assert "requests.granted" not in {cell.key.code for cell in reading.cells}


def test_fifteen_bare_cells_are_read_by_position_and_say_so() -> None:
    cells = tuple(Cell(str(at), 0, at) for at in range(15))
    reading = tables_to_cells([Table(cells, grid_proven=False)], load_forms()["2019"])
    assert [cell.cell.text for cell in reading.cells] == [str(at) for at in range(15)]
    assert all(cell.by_position for cell in reading.cells)


@pytest.mark.parametrize(
    ("first", "second"),
    [("4.无", "正当理由大量反复申请"), ("2.其他", "法律行政法规禁止公开"), ("3.危及“三安", "全一稳定”")],
)
def test_a_row_cut_by_a_page_break_is_joined_again(draw, first: str, second: str) -> None:
    """The label goes on in a row of blanks; the values stand in either half."""
    values = distinct_values("2021", "requests")
    table = draw("2021", "requests", values)
    at = next(cell.row for cell in table.cells if cell.text == first + second)
    for values_below in (False, True):
        cells = []
        for cell in table.cells:
            if cell.row == at and cell.colspan == cell.rowspan == 1:
                is_label = cell.text == first + second
                upper, lower = (first, second) if is_label else (cell.text, "")
                if values_below and not is_label:
                    upper, lower = lower, upper
                cells += [cell._replace(text=upper), cell._replace(text=lower, row=at + 1)]
            elif cell.row > at:
                cells.append(cell._replace(row=cell.row + 1))
            elif cell.row + cell.rowspan > at:
                cells.append(cell._replace(rowspan=cell.rowspan + 1))
            else:
                cells.append(cell)
        assert read("2021", Table(tuple(cells), grid_proven=True)) == values

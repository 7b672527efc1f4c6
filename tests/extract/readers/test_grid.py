"""Any grid with any spans expands without loss or overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import RefusedFile
from extract.readers.grid import GridCell, is_data_table, layout_to_parts, spanned_rows_to_grid

spans = st.one_of(st.integers(0, 4), st.sampled_from([65534, 1_000_000]))
cells = st.builds(lambda rowspan, colspan: GridCell(None, rowspan, colspan), spans, spans)


def covered(cell: GridCell[None]) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]


@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_any_spans_expand_without_loss_or_overlap(rows: list[list[GridCell[None]]]) -> None:
    placed = spanned_rows_to_grid(rows)
    assert sorted(map(id, placed)) == sorted(id(cell) for row in rows for cell in row)
    places = [place for cell in placed for place in covered(cell)]
    assert len(places) == len(set(places))
    assert all(cell.rowspan >= 1 and cell.colspan >= 1 for cell in placed)
    assert all(row < len(rows) for row, _ in places)
    for number, row in enumerate(rows):
        assert [cell.row for cell in row] == [number] * len(row)
        assert [cell.column for cell in row] == sorted(cell.column for cell in row)


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_a_grid_cut_into_merged_cells_comes_back(height: int, width: int, data: st.DataObject) -> None:
    """Tile a grid with rectangles, hand them over as rows with spans, and find each where it was."""
    taken: set[tuple[int, int]] = set()
    rows: list[list[GridCell[tuple[int, int]]]] = [[] for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width)
            colspan = data.draw(st.integers(1, free - column))
            rowspan = data.draw(st.integers(1, height - row))
            taken |= {(r, c) for r in range(row, row + rowspan) for c in range(column, column + colspan)}
            rows[row].append(GridCell((row, column), rowspan, colspan))
    expected = {cell.holder: (cell.rowspan, cell.colspan) for row in rows for cell in row}
    placed = spanned_rows_to_grid(rows)
    assert {(cell.row, cell.column) for cell in placed} == set(expected)
    assert all(cell.holder == (cell.row, cell.column) for cell in placed)
    assert {cell.holder: (cell.rowspan, cell.colspan) for cell in placed} == expected


def test_a_slipped_colspan_ends_with_the_form() -> None:
    title, *values = (GridCell(None, 1, 1_000_000), *(GridCell(None, 1, 1) for _ in range(4)))
    spanned_rows_to_grid([[title], values])
    assert title.colspan == 4


def test_a_grid_of_absurd_size_is_refused() -> None:
    with pytest.raises(RefusedFile, match="places"):
        spanned_rows_to_grid([[GridCell(None, 0, 1000) for _ in range(5)] for _ in range(600)])


def test_prose_in_cells_makes_a_table_layout() -> None:
    form = spanned_rows_to_grid([[GridCell(None, 1, 1, "规章"), GridCell(None, 1, 1, "0")]])
    page = spanned_rows_to_grid([[GridCell(None, 1, 1, "导航"), GridCell(None, 1, 1, "全年主动公开信息若干条。" * 20)]])
    assert is_data_table(form)
    assert not is_data_table(page)


def test_rows_of_data_inside_layout_are_kept_together() -> None:
    texts = [["标题"], ["规章", "0"], ["行政许可", "3"], ["全年工作总结如下。" * 20]]
    grid = spanned_rows_to_grid([[GridCell(None, 1, 1, text) for text in row] for row in texts])
    parts = [
        [cell.text for cell in part] if isinstance(part, list) else part.text[:2] for part in layout_to_parts(grid)
    ]
    assert parts == ["标题", ["规章", "0", "行政许可", "3"], "全年"]

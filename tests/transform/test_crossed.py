"""Tables that are turned, cut up or have other columns: every cell is told by the labels beside and above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Cell, Locator, Table
from tests.transform.conftest import GridBuilder
from transform.cells import tables_to_cells
from transform.form import load_forms
from transform.tables import TableFacts, tables_to_facts

Draw = Callable[[str, str, Mapping[tuple[str, ...], str]], Table]
FORM = load_forms()["2021"]
REQUESTS, DISPUTES = FORM.table("requests"), FORM.table("disputes")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def numbered(block: str) -> Table:
    """A block in which every cell holds another number."""
    table = FORM.table(block)
    values = {tuple(key): str(101 + at) for at, key in enumerate(table.cell_keys)}
    return GridBuilder(table).build(values)


def read(*tables: Table) -> TableFacts:
    return tables_to_facts(tables, FORM, vintage_proven=True)


def values(result: TableFacts) -> dict[tuple[str, str], str]:
    return {(fact.code, fact.applicant): str(fact.value) for fact in result.facts if fact.state == "reported"}


def turn(table: Table) -> Table:
    turned = (
        cell._replace(row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in table.cells
    )
    return Table(tuple(sorted(turned, key=lambda cell: (cell.row, cell.column))), grid_proven=True)


def grid(*rows: Sequence[str | tuple[str, int]]) -> Table:
    """A proven grid of texts; a pair is a text with its colspan."""
    cells = []
    for at, row in enumerate(rows):
        column = 0
        for printed in row:
            text, span = (printed, 1) if isinstance(printed, str) else printed
            cells.append(Cell(text, at, column, 1, span, Locator(line=at, column=column)))
            column += span
    return Table(tuple(cells), grid_proven=True)


@pytest.mark.parametrize("block", ["requests", "article_20_1", "disputes"])
def test_a_turned_table_says_the_same(block: str) -> None:
    table = numbered(block)
    assert values(read(turn(table))) == values(read(table)) != {}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=175, max_size=175))
def test_whatever_the_numbers_a_turned_table_says_the_same(numbers: list[int]) -> None:
    keys = REQUESTS.cell_keys
    table = GridBuilder(REQUESTS).build({tuple(key): str(number) for key, number in zip(keys, numbers, strict=False)})
    upright, turned = tables_to_cells([table], FORM), tables_to_cells([turn(table)], FORM)
    assert {cell.key: cell.cell.text for cell in upright.cells} == {cell.key: cell.cell.text for cell in turned.cells}


def disputes(*numbers: int) -> dict[tuple[str, str], str]:
    return {(key.code, "all"): str(number) for key, number in zip(DISPUTES.cell_keys, numbers, strict=True)}


HEAD = ("类别", "结果", "数量")
NUMBERS = tuple(range(201, 216))
FIRST, SECOND, THIRD = ([str(number) for number in NUMBERS[at : at + 5]] for at in (0, 5, 10))


@pytest.mark.parametrize(
    "tables",
    [
        pytest.param(
            [
                grid(
                    [("行政复议", 5)], OUTCOMES, FIRST, [("行政诉讼", 5)], [("未经复议直接起诉", 5)], OUTCOMES, SECOND
                ),
                grid([("行政诉讼", 5)], [("复议后起诉", 5)], OUTCOMES, THIRD),
            ],
            id="stacked",
        ),
        pytest.param(
            [
                grid(
                    [("行政复议", 5)],
                    OUTCOMES,
                    FIRST,
                    [("复议后起诉", 5)],
                    OUTCOMES,
                    THIRD,
                    [("未经复议直接起诉", 5)],
                    OUTCOMES,
                    SECOND,
                )
            ],
            id="stacked in another order",
        ),
        pytest.param(
            [grid(["", *OUTCOMES], ["行政复议", *FIRST], ["未经复议直接起诉", *SECOND], ["复议后起诉", *THIRD])],
            id="a row each",
        ),
        pytest.param(
            [
                grid(
                    HEAD,
                    *(["行政复议", name, number] for name, number in zip(OUTCOMES, FIRST, strict=True)),
                ),
                grid(
                    HEAD, *(["未经复议直接起诉", name, number] for name, number in zip(OUTCOMES, SECOND, strict=True))
                ),
                grid(HEAD, *(["复议后起诉", name, number] for name, number in zip(OUTCOMES, THIRD, strict=True))),
            ],
            id="an outcome a row",
        ),
    ],
)
def test_reconsideration_and_litigation_in_pieces(tables: Sequence[Table]) -> None:
    result = read(*tables)
    assert values(result) == disputes(*NUMBERS)
    assert {finding.rule for finding in result.findings} >= {"table.crossed"}
    assert not [finding for finding in result.findings if finding.rule == "row.values_do_not_fit"]


def test_outcomes_under_no_heading_are_those_of_nothing() -> None:
    assert values(read(grid(["", *OUTCOMES], ["件数", *FIRST]))) == {}


def test_a_label_that_holds_those_above_it() -> None:
    """三、本年度办理结果（三）不予公开1.属于国家秘密 in one cell."""
    table = numbered("requests")
    header = [cell for cell in table.cells if cell.row < 3]
    labels = GridBuilder(REQUESTS).label_columns
    rows = []
    for at, leaf in enumerate(REQUESTS.row_leaves):
        row = [cell for cell in table.cells if cell.row == 3 + at and cell.column >= labels]
        label = Cell("".join(node.label for node in leaf.path), 3 + at, 0, 1, labels, Locator(line=3 + at))
        rows += [label, *row]
    assert values(read(Table((*header, *rows), grid_proven=True))) == values(read(table))


def test_a_column_more_or_less() -> None:
    table = numbered("requests")
    last = table.column_count - 1
    more = [
        *table.cells,
        Cell("2020年总计", 0, last + 1, 3),
        *(Cell("7", 3 + at, last + 1) for at in range(len(REQUESTS.row_leaves))),
    ]
    assert values(read(Table(tuple(more), grid_proven=True))) == values(read(table))
    less = [
        cell._replace(colspan=cell.colspan - 1) if cell.text == "申请人情况" else cell
        for cell in table.cells
        if cell.column != last
    ]
    kept = {key: value for key, value in values(read(table)).items() if key[1] != "total"}
    result = read(Table(tuple(less), grid_proven=True))
    assert values(result) == kept
    assert "table.rows_missing" in {finding.rule for finding in result.findings}


def test_two_sets_of_numbers_are_none() -> None:
    head = ["", *OUTCOMES]
    twice = grid(head, ["行政复议", *FIRST], ["行政复议", *SECOND])
    assert values(read(twice)) == {}


@pytest.mark.parametrize("at", [3, 20])
def test_a_row_that_lost_or_won_a_cell_is_not_read_by_its_columns(at: int) -> None:
    table = numbered("requests")
    row = [cell for cell in table.cells if cell.row == at]
    lost = row[-3]
    cells = [
        cell._replace(column=cell.column - 1) if cell.row == at and cell.column > lost.column else cell
        for cell in table.cells
        if cell is not lost
    ]
    # Nothing is known of the block by rows where its header has one label too few.
    cells = [cell._replace(text="年龄") if cell.text == "总计" else cell for cell in cells]
    result = values(read(Table(tuple(cells), grid_proven=True)))
    whole = values(read(table))
    assert result
    assert result.items() <= whole.items()
    codes = {cell.key.code for cell in tables_to_cells([table], FORM).cells if cell.cell.row == at}
    assert not codes & {code for code, _ in result}


def test_a_grid_far_larger_than_any_form_is_left_alone() -> None:
    table = turn(numbered("requests"))
    more = [Cell("9", row, column) for row in range(table.row_count, 120) for column in range(table.column_count)]
    assert values(read(Table((*table.cells, *more), grid_proven=True))) == {}


def test_zero_or_nothing_across_all_columns_stands_in_each() -> None:
    head = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    for printed, state in (("0", "reported"), ("无", "not_applicable"), ("", "blank")):
        result = read(grid(head, ["规章", (printed, 3)], ["行政规范性文件", "1", "2", "3"]))
        assert [fact.state for fact in result.facts if fact.code.startswith("rules.")] == [state] * 3
    result = read(grid(head, ["规章", ("7", 3)], ["行政规范性文件", "1", "2", "3"]))
    assert "row.values_do_not_fit" in {finding.rule for finding in result.findings}
    assert not [fact for fact in result.facts if fact.code.startswith("rules.") and fact.value]


def test_a_number_beside_several_rows_is_none_of_theirs() -> None:
    cells = [
        *grid(["信息内容", "本年处理决定数量"], ["行政处罚"], ["行政强制"]).cells,
        Cell("290", 1, 1, 2, 1, Locator(line=1)),
    ]
    result = read(Table(tuple(cells), grid_proven=True))
    assert {(fact.code, fact.state) for fact in result.facts if fact.raw} == {
        ("penalties.decisions", "illegible"),
        ("coercion.decisions", "illegible"),
    }
    assert [finding.codes for finding in result.findings if finding.rule == "cell.merged"] == [
        ("penalties.decisions",),
        ("coercion.decisions",),
    ]


def test_tables_that_nobody_filled_in_are_said() -> None:
    blank = GridBuilder(REQUESTS).build({tuple(key): "" for key in REQUESTS.cell_keys})
    (finding,) = [finding for finding in read(blank).findings if finding.rule == "table.blank"]
    assert set(finding.codes) == set(REQUESTS.codes)
    one = GridBuilder(REQUESTS).build({tuple(key): "0" if at == 0 else "" for at, key in enumerate(REQUESTS.cell_keys)})
    assert "table.blank" not in {finding.rule for finding in read(one).findings}

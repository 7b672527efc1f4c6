"""A value that may be wrong is never without a flag: tables displaced, renamed, doubled or printed twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extract.document import Cell, Locator, Table
from transform.form import load_forms
from transform.model import Key
from transform.tables import TableFacts, tables_to_facts

Draw = Callable[[str, str, dict[Key, str]], Table]
Flat = Callable[[Table], Table]


def distinct(block: str, vintage: str = "2021") -> dict[Key, str]:
    return {key: str(100 + at) for at, key in enumerate(load_forms()[vintage].table(block).cell_keys)}


def read(*tables: Table, vintage: str = "2021") -> TableFacts:
    return tables_to_facts(tables, load_forms()[vintage], vintage_proven=True)


def rules(result: TableFacts) -> set[str]:
    return {finding.rule for finding in result.findings}


def is_flagged(result: TableFacts, code: str, applicant: str) -> bool:
    return any(code in f.codes and f.applicant in (None, applicant) for f in result.findings)


def silently_wrong(result: TableFacts, truth: dict[Key, str]) -> list[Key]:
    """Cells read as another number than printed, or as nothing, without a finding that names them."""
    read_as = {f.key: f.value for f in result.facts if f.state != "missing"}
    wrong = [key for key, value in truth.items() if key in read_as and read_as[key] != Decimal(value)]
    return [key for key in wrong if not is_flagged(result, key.code, key.applicant)]


def rename(table: Table, label: str, printed: str) -> Table:
    """The table with one label printed otherwise; dropped where it is printed as nothing and the grid is ragged."""
    cells = [cell._replace(text=printed) if cell.text == label else cell for cell in table.cells]
    return Table(
        tuple(cell for cell in cells if table.grid_proven or cell.text or cell.text != printed), table.grid_proven
    )


@pytest.mark.parametrize("label", ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"])
@pytest.mark.parametrize("printed", ["", "XX"])
def test_a_lost_header_label_never_permutes_blocks_in_silence(draw: Draw, flat: Flat, label: str, printed: str) -> None:
    truth = distinct("disputes")
    for table in (draw("2021", "disputes", truth), flat(draw("2021", "disputes", truth))):
        assert silently_wrong(read(rename(table, label, printed)), truth) == []


def test_a_lost_header_label_of_the_requests_table_is_flagged(draw: Draw, flat: Flat) -> None:
    truth = distinct("requests")
    result = read(rename(flat(draw("2021", "requests", truth)), "法人或其他组织", ""))
    assert silently_wrong(result, truth) == []
    assert "table.by_position" in rules(result)


def test_a_renamed_first_row_leaves_the_header_standing(draw: Draw) -> None:
    truth = distinct("requests")
    result = read(rename(draw("2021", "requests", truth), "一、本年新收政府信息公开申请数量", "一、收到的来件"))
    assert "table.by_position" not in rules(result)
    assert [row.labels for row in result.raw_rows] == [("一、收到的来件",)]
    assert silently_wrong(result, truth) == []


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_a_row_displaced_beside_its_header_is_flagged(draw: Draw, vintage: str) -> None:
    """One leading cell too many, and blanks where the zeros were: nothing adds up to prove where the values belong."""
    truth = {
        key: "3" if key[0] in ("reconsideration.upheld", "reconsideration.total") else ""
        for key in distinct("disputes")
    }
    table = draw(vintage, "disputes", truth)
    last = table.row_count - 1
    cells = [cell._replace(column=cell.column + 1) if cell.row == last else cell for cell in table.cells]
    result = read(Table((*cells, Cell("", last, 0)), grid_proven=True), vintage=vintage)
    read_as = {fact.code: fact.value for fact in result.facts if fact.state == "reported"}
    assert read_as == {"reconsideration.upheld": 3, "reconsideration.total": 3} or is_flagged(
        result, "reconsideration.upheld", "all"
    )


def test_a_corner_that_spans_too_little_does_not_make_a_label_a_value(draw: Draw) -> None:
    truth = {key: value for key, value in distinct("requests").items() if key[1] != "total"}
    table = draw("2021", "requests", truth | {Key(key.code, "total"): "" for key in truth})
    cells = [
        cell._replace(colspan=2)
        if (cell.row, cell.column) == (0, 0)
        else cell._replace(column=cell.column - 1)
        if cell.row < 3
        else cell
        for cell in table.cells
    ]
    assert silently_wrong(read(Table(tuple(cells), grid_proven=True)), truth) == []


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ("网上新收政府信息公开申请数量", "row.unknown"),
        ("本年结转政府信息公开申请数量", "row.label_similar"),
        ("一、本年度新收政府信息公开申请数", "row.label_similar"),
    ],
)
def test_a_label_that_is_only_like_the_forms_is_never_read_in_silence(draw: Draw, printed: str, rule: str) -> None:
    table = rename(draw("2021", "requests", distinct("requests")), "一、本年新收政府信息公开申请数量", printed)
    result = read(table)
    assert rule in rules(result)
    assert is_flagged(result, "requests.received", "total")


def test_a_label_that_denies_the_forms_is_another_row(draw: Draw) -> None:
    result = read(rename(draw("2021", "article_20_6", distinct("article_20_6")), "行政处罚", "不予行政处罚"))
    assert "row.unknown" in rules(result)
    assert [fact.state for fact in result.facts if fact.code == "penalties.decisions"] == ["missing"]


def test_column_numbers_and_a_unit_line_are_no_values(draw: Draw) -> None:
    truth = distinct("disputes")
    table = draw("2021", "disputes", truth)
    numbers = [Cell(str(at + 1), 3, at) for at in range(15)]
    body = [cell._replace(row=4) if cell.row == 3 else cell for cell in table.cells]
    result = read(Table((*body, *numbers), grid_proven=True))
    assert silently_wrong(result, truth) == []
    assert not {"table.by_position", "row.doubled"} & rules(result)


def test_a_bare_row_printed_twice_is_reported_and_not_lost(draw: Draw) -> None:
    truth = distinct("disputes")
    table = draw("2021", "disputes", truth)
    again = [cell._replace(row=4, text="7") for cell in table.cells if cell.row == 3]
    result = read(Table((*table.cells, *again), grid_proven=True))
    assert "row.doubled" in rules(result)
    assert silently_wrong(result, truth) == []


def test_an_ordinal_column_in_front_moves_nothing(draw: Draw) -> None:
    truth = distinct("requests")
    table = draw("2021", "requests", truth)
    moved = [cell._replace(column=cell.column + 1) for cell in table.cells]
    ordinals = [Cell(str(row - 2) if row > 2 else "", row, 0) for row in range(table.row_count)]
    result = read(Table((*moved, *ordinals), grid_proven=True))
    assert {f.key: f.value for f in result.facts if f.state != "missing"} == {
        key: Decimal(value) for key, value in truth.items()
    }


def test_of_a_block_printed_twice_one_whole_copy_is_read(draw: Draw) -> None:
    truth = distinct("requests")
    other = draw(
        "2021", "requests", {key: "9" if key[0] == "requests.granted" else value for key, value in truth.items()}
    )
    blank = draw("2021", "requests", dict.fromkeys(truth, ""))
    real = draw("2021", "requests", truth)
    twice = read(real, other)
    (finding,) = [finding for finding in twice.findings if finding.rule == "table.doubled"]
    assert (finding.severity, finding.codes) == ("warning", ("requests.granted",))
    assert silently_wrong(read(blank, real), truth) == []
    assert {f.value for f in read(blank, real).facts if f.state == "reported"} == set(map(Decimal, truth.values()))
    (note,) = [finding for finding in read(real, real).findings if finding.rule == "table.doubled"]
    assert (note.severity, note.codes) == ("note", ())


def test_a_sum_that_does_not_locate_its_cell_flags_all_its_cells(draw: Draw) -> None:
    zeros = dict.fromkeys(distinct("requests"), "0")
    wrong = {
        Key("requests.denied.state_secret", "business"): "3",
        Key("requests.denied.third_party_rights", "research"): "4",
    }
    result = read(draw("2021", "requests", zeros | wrong | {Key("requests.concluded", "total"): "5"}))
    assert all(is_flagged(result, key.code, key.applicant) for key in wrong)


@pytest.mark.parametrize(
    ("header", "value", "unit"),
    [
        ("本年收费金额（单位：万元）", 120000, "万元"),
        ("本年收费金额（单位： 元）", 12, "元"),
        ("本年收费金额（单位：\n元）", 12, "元"),
        ("本年收费金额（单位：人民币元）", 12, "元"),
        ("本年收费金额/元", 12, "元"),
        ("本年收费金额（单位：千元）", 12000, "千元"),
        ("本年收费金额", 120000, ""),
    ],
)
def test_the_unit_of_money_is_the_printed_one(draw: Draw, header: str, value: int, unit: str) -> None:
    table = draw("2021", "article_20_8", {("fees.amount", "all"): "12"})
    result = read(rename(table, "本年收费金额（单位：万元）", header))
    (fact,) = [fact for fact in result.facts if fact.code == "fees.amount"]
    assert (fact.value, fact.raw_unit) == (value, unit)
    assert ("cell.unit_assumed" in rules(result)) is (unit == "")


@pytest.mark.parametrize(
    ("printed", "value", "rule"),
    [
        ("5①", 5, "cell.noted"),
        ("5[1]", 5, "cell.noted"),
        ("5³", 5, "cell.noted"),
        ("③5", None, "cell.illegible"),
        ("0 0", None, "cell.illegible"),
        ("12 -34- 5", None, "cell.illegible"),
        ("1 234", 1234, "cell.joined"),
        ("5\n3", 53, "cell.joined"),
        ("-3", -3, "cell.implausible"),
        ("12.5", Decimal("12.5"), "cell.implausible"),
        ("3万元", 3, "cell.implausible"),
        ("5人", 5, "cell.implausible"),
    ],
)
def test_an_odd_number_in_a_cell_is_flagged(draw: Draw, printed: str, value: Decimal | None, rule: str) -> None:
    result = read(draw("2021", "article_20_6", {("penalties.decisions", "all"): printed}))
    (fact,) = [fact for fact in result.facts if fact.code == "penalties.decisions"]
    assert (fact.value, fact.raw) == (value, printed)
    assert rule in rules(result)


def test_a_wrapped_number_that_adds_up_is_not_flagged(draw: Draw) -> None:
    keys = ["requests.received", "requests.granted", "requests.concluded"]
    values = {(code, who): "12\n34" for code in keys for who in ("business", "total")}
    assert "cell.joined" not in rules(read(draw("2021", "requests", values)))


def test_a_word_of_the_form_in_another_table_is_no_doubt_about_it(draw: Draw) -> None:
    other = Table(
        tuple(
            Cell(text, 0, column, locator=Locator(line=0)) for column, text in enumerate(("行政处罚", "3", "4", "5"))
        ),
        grid_proven=True,
    )
    own = draw("2021", "article_20_6", {("penalties.decisions", "all"): "7"})
    findings = [f for f in read(own, other).findings if f.rule == "row.values_do_not_fit"]
    assert [(finding.severity, finding.codes) for finding in findings] == [("note", ())]

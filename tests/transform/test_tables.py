"""Tables to facts: values, units, states, and what stays in doubt."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extract.document import Cell, Table
from transform.form import load_forms
from transform.model import Fact
from transform.tables import TableFacts, tables_to_facts

Draw = Callable[[str, str, dict[tuple[str, str], str]], Table]


def read(vintage: str, *tables: Table) -> TableFacts:
    return tables_to_facts(tables, load_forms()[vintage], vintage_proven=True)


def only(result: TableFacts, code: str, applicant: str = "all") -> Fact:
    (found,) = [fact for fact in result.facts if (fact.code, fact.applicant) == (code, applicant)]
    return found


@pytest.mark.parametrize(
    ("printed", "value", "state"),
    [
        ("０", 0, "reported"),
        ("1,234", 1234, "reported"),
        ("１２３", 123, "reported"),
        ("12件", 12, "reported"),
        ("\u200b7\xa0", 7, "reported"),
        ("", None, "blank"),
        ("/", None, "not_applicable"),
        ("——", None, "not_applicable"),
        ("不涉及", None, "not_applicable"),
        ("见附件", None, "illegible"),
    ],
)
def test_states_are_kept_apart(draw: Draw, printed: str, value: int | None, state: str) -> None:
    fact = only(
        read("2021", draw("2021", "article_20_5", {("licensing.decisions", "all"): printed})), "licensing.decisions"
    )
    assert (fact.value, fact.state, fact.raw) == (value, state, printed)


@pytest.mark.parametrize(("printed", "value"), [("+5", 5), ("＋5", 5), ("增10", 10), ("减3", -3), ("-3", -3), ("0", 0)])
def test_changes_carry_their_sign(draw: Draw, printed: str, value: int) -> None:
    result = read("2019", draw("2019", "article_20_5", {("licensing.items_change", "all"): printed}))
    assert only(result, "licensing.items_change").value == value


def test_fees_printed_in_ten_thousands_are_stored_in_yuan(draw: Draw) -> None:
    fact = only(read("2021", draw("2021", "article_20_8", {("fees.amount", "all"): "12.35"})), "fees.amount")
    assert (fact.value, fact.unit, fact.raw) == (Decimal("123500"), "元", "12.35")


def test_the_unit_in_the_header_counts_before_that_of_the_form(draw: Draw) -> None:
    table = draw("2021", "article_20_8", {("fees.amount", "all"): "800"})
    cells = tuple(cell._replace(text=cell.text.replace("万元", "元")) for cell in table.cells)
    assert only(read("2021", Table(cells, grid_proven=True)), "fees.amount").value == 800


@pytest.mark.parametrize(
    ("printed", "value", "unit", "flagged"),
    [
        ("251000元", Decimal(251000), "元", False),
        ("1276.5534万元", Decimal(12765534), "元", False),
        ("0", Decimal(0), "元", False),
        ("1276.55", Decimal("1276.55"), "", True),
    ],
)
def test_an_amount_without_a_unit_is_kept_and_flagged(
    draw: Draw, printed: str, value: Decimal, unit: str, flagged: bool
) -> None:
    result = read("2019", draw("2019", "article_20_9", {("procurement.amount", "all"): printed}))
    fact = only(result, "procurement.amount")
    assert (fact.value, fact.unit) == (value, unit)
    assert ("cell.unit_unknown" in {finding.rule for finding in result.findings}) is flagged


def test_a_wrong_cell_keeps_its_printed_value_beside_the_suggestion(draw: Draw) -> None:
    values = {
        (code, applicant): "4"
        for code in ("requests.received", "requests.granted", "requests.concluded")
        for applicant in ("natural_person", "total")
    }
    values["requests.granted", "natural_person"] = "9"
    result = read("2019", draw("2019", "requests", values))
    fact = only(result, "requests.granted", "natural_person")
    assert (fact.value, fact.suggestion) == (9, 4)
    assert sum(fact.suggestion is not None for fact in result.facts) == 1
    (finding,) = [finding for finding in result.findings if finding.rule.startswith("identity.")]
    assert (finding.codes, finding.applicant) == (("requests.granted",), "natural_person")
    assert (finding.observed, finding.expected, finding.locator) == (9, 4, fact.locator)
    assert (finding.verdict, finding.severity) == ("source", "error")
    assert finding.suggestion is not None
    assert set(finding.suggestion.identities) == {"applicants.requests.granted", "concluded.natural_person"}


def test_a_sum_that_does_not_locate_its_cell_names_all_of_them(draw: Draw) -> None:
    result = read("2019", draw("2019", "disputes", {("reconsideration.total", "all"): "3"}))
    (finding,) = [finding for finding in result.findings if finding.rule.startswith("identity.")]
    assert (finding.codes[0], finding.observed, finding.expected) == ("reconsideration.total", 3, 0)
    assert len(finding.codes) == 5
    assert finding.suggestion is None


def test_a_table_that_breaks_off_leaves_missing_cells_and_says_so(draw: Draw) -> None:
    table = draw("2019", "requests", {})
    cells = [cell for cell in table.cells if cell.row < 18]
    cells = [cell._replace(rowspan=min(cell.rowspan, 18 - cell.row)) for cell in cells]
    cells = [cell._replace(text="3.补正后申请内") if "补正" in cell.text else cell for cell in cells]
    result = read("2019", Table(tuple(cells), grid_proven=True))
    assert only(result, "requests.carried_out", "total").state == "missing"
    assert only(result, "requests.unavailable.unclear", "total").state == "reported"
    by_rule = {finding.rule: finding for finding in result.findings}
    assert by_rule["row.label_truncated"].codes == ("requests.unavailable.unclear",)
    assert {"requests.concluded", "requests.carried_out"} <= set(by_rule["table.rows_missing"].codes)
    assert "licensing.decisions" in by_rule["table.block_missing"].codes


def test_bare_cells_are_read_by_position_and_flagged() -> None:
    result = read("2019", Table(tuple(Cell("0", 0, at) for at in range(15)), grid_proven=False))
    (finding,) = [finding for finding in result.findings if finding.rule == "table.by_position"]
    assert "reconsideration.total" in finding.codes
    assert all(fact.by_position for fact in result.facts if fact.state != "missing")


def test_a_doubled_row_counts_once_and_is_reported(draw: Draw, flat: Callable[[Table], Table]) -> None:
    rows = flat(draw("2019", "requests", {("requests.received", "total"): "8"})).rows()
    again = [cell._replace(text="9") if cell is rows[3][-1] else cell for cell in rows[3]]
    cells = tuple(cell._replace(row=at) for at, row in enumerate([*rows, again]) for cell in row)
    result = read("2019", Table(cells, grid_proven=False))
    assert only(result, "requests.received", "total").value == 8
    assert "row.doubled" in {finding.rule for finding in result.findings}
    assert [row.texts[-1] for row in result.raw_rows] == ["9"]

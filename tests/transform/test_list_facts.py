"""Lists of indicators as facts: units and money, states, what is missing and what does not add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, Paragraph, Table
from transform.facts import document_to_reading
from transform.form import load_forms
from transform.model import Fact, Hints
from transform.tables import TableFacts, tables_to_facts

FromTexts = Callable[..., Table]
HEADER = ["统计指标", "单位", "统计数"]


def read(*tables: Table, vintage: str = "2014") -> TableFacts:
    return tables_to_facts(tables, load_forms()[vintage], vintage_proven=True)


def fact_of(result: TableFacts, code: str, channel: str = "all") -> Fact:
    (fact,) = [fact for fact in result.facts if (fact.code, fact.channel) == (code, channel)]
    return fact


@pytest.mark.parametrize(
    ("unit", "printed", "yuan", "rules"),
    [
        ("万元", "1.25", "12500", set()),
        ("元", "1200", "1200", set()),
        ("万元", "0.36万元", "3600", set()),
        ("", "2", "20000", {"cell.unit_assumed"}),
        ("万元", "0", "0", set()),
    ],
)
def test_money_is_in_yuan_by_the_unit_beside_it(
    from_texts: FromTexts, unit: str, printed: str, yuan: str, rules: set[str]
) -> None:
    result = read(from_texts([HEADER, ["七、依申请公开信息收取的费用", unit, printed]]))
    fact = fact_of(result, "fees.collected")
    assert (fact.value, fact.unit, fact.raw) == (Decimal(yuan), "元", printed)
    assert {finding.rule for finding in result.findings if finding.rule.startswith("cell.")} == rules


@pytest.mark.parametrize(
    ("printed", "state", "value"),
    [
        ("12条", "reported", "12"),
        ("１,２３４", "reported", "1234"),
        ("", "blank", None),
        ("/", "not_applicable", None),
        ("见附件", "illegible", None),
        ("5①", "reported", "5"),
        ("①5", "illegible", None),
    ],
)
@pytest.mark.parametrize("proven", [True, False])
def test_a_cell_keeps_its_state(
    from_texts: FromTexts, printed: str, state: str, value: str | None, proven: bool
) -> None:
    rows = [HEADER, ["1.政府公报公开政府信息数", "条", printed], ["2.政府网站公开政府信息数", "条", "7"]]
    result = read(from_texts(rows, proven=proven))
    fact = fact_of(result, "disclosure.total", "gazette")
    assert (fact.state, fact.value) == (state, None if value is None else Decimal(value))
    assert fact_of(result, "disclosure.total", "website").value == 7
    assert fact_of(result, "disclosure.total").state == "missing"
    assert any(f.rule == "cell.illegible" for f in result.findings) is (state == "illegible")


def test_a_whole_list_is_consistent_or_says_where_it_is_not(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    zeros = [replace(line, value="0" if line.key else line.value) for line in printed.lines]
    assert read(printed.table(zeros)).findings == ()
    at = printed.lines.index(printed.line("网络申请数"))
    zeros[at] = replace(zeros[at], value="3")
    (finding,) = read(printed.table(zeros)).findings
    assert (finding.rule, finding.severity, finding.codes) == ("identity.received", "error", ("requests.received",))
    assert "各种渠道" in finding.message


def test_an_added_row_is_a_raw_row_with_its_unit(from_texts: FromTexts) -> None:
    result = read(from_texts([HEADER, ["2.公开权力清单信息数", "条", "31"], ["（一）收到申请数", "件", "2"]]))
    assert [(row.labels, row.texts) for row in result.raw_rows] == [(("2.公开权力清单信息数",), ("条", "31"))]
    assert ("row.unknown", "note") in {(finding.rule, finding.severity) for finding in result.findings}


def test_rows_that_cannot_be_told_apart_are_raw_rows_and_flagged(from_texts: FromTexts) -> None:
    result = read(from_texts([HEADER, ["（二）被依法纠错数", "件", "4"], ["六、举报投诉数量", "件", "0"]]))
    assert [row.texts for row in result.raw_rows] == [("件", "4")]
    codes = ("reconsideration.corrected", "litigation.corrected")
    assert [finding.codes for finding in result.findings if finding.rule == "row.ambiguous"] == [codes]
    assert not {fact.code for fact in result.facts} & set(codes)


def document(*blocks: Paragraph | Table, title: str = "平安县财政局2016年政府信息公开工作年度报告") -> Document:
    return Document("0" * 64, "text/html", title=title, blocks=blocks)


def test_prose_and_list_are_compared_channel_by_channel(printed_lists: Any) -> None:
    printed = printed_lists["2014"]
    zeros = [replace(line, value="0" if line.key else line.value) for line in printed.lines]
    prose = Paragraph("2016年共受理政府信息公开申请0件，其中网上申请2件。")
    reading = document_to_reading(document(prose, printed.table(zeros)))
    assert reading.report is not None
    assert (reading.report.form, reading.report.report_year) == ("2014", 2016)
    differing = [f for f in reading.findings if f.rule == "narrative_differs_from_table"]
    assert [(f.codes, f.observed, f.expected) for f in differing] == [(("requests.received",), Decimal(2), Decimal(0))]


@pytest.mark.parametrize("year", [2010, 2015, 2018, 2022])
def test_a_township_that_writes_prose_alone_has_a_report_without_a_form(year: int) -> None:
    text = f"{year}年，我镇主动公开政府信息37条，全年未收到政府信息公开申请，没有因政府信息公开引发的行政复议。"
    title = f"平安县城关镇人民政府{year}年政府信息公开工作年度报告"
    reading = document_to_reading(document(Paragraph(text), title=title), Hints())
    assert reading.outcome == "report"
    assert reading.report is not None
    assert (reading.report.form, reading.report.report_year) == (None, year)
    assert ("disclosure.total", Decimal(37)) in {(fact.code, fact.value) for fact in reading.facts}


def test_a_form_of_another_year_is_noted(printed_lists: Any) -> None:
    table = printed_lists["2014"].table()
    for year, rules in ((2018, []), (2019, ["report_year.form"])):
        title = f"平安县财政局{year}年政府信息公开工作年度报告"
        found = document_to_reading(document(table, title=title)).findings
        assert [finding.rule for finding in found if finding.rule == "report_year.form"] == rules


def test_a_bound_proves_no_number_that_was_put_together(from_texts: FromTexts) -> None:
    rows = [["（一）主动公开政府信息数", "条", "20"], ["1.政府公报公开政府信息数", "条", "12\n3"]]
    rows += [[f"{name}公开政府信息数", "条", "0"] for name in ("政府网站", "政务微博", "政务微信", "其他方式")]
    result = read(from_texts([HEADER, *rows]))
    assert "cell.joined" in {finding.rule for finding in result.findings}


def test_a_row_whose_label_is_lost_lends_its_number_to_no_other(from_texts: FromTexts) -> None:
    rows = [["（", "件", "1000"], ["其中：主动公开规范性文件数", "件"], ["制发规范性文件总数", "件", "1002"]]
    result = read(from_texts([HEADER, *rows], proven=False))
    assert Decimal(1000) not in {fact.value for fact in result.facts if fact.code != "disclosure.total"}


COLUMNS = {"2014": ["L U V", "L V U", "N L U V", "L U V R"], "2008": ["L U C V", "L U C V T", "L C U V"]}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), vintage=st.sampled_from(["2008", "2014"]), proven=st.booleans())
def test_whatever_happens_to_cells_a_number_is_right_or_flagged(
    data: st.DataObject, vintage: str, proven: bool, printed_lists: Any, from_texts: FromTexts
) -> None:
    printed = printed_lists[vintage]
    columns = data.draw(st.sampled_from(COLUMNS[vintage])).split()
    names = dict(zip("LUVNRCT", (*printed.header, "序号", "备注", "代码", "累计"), strict=True))
    rows = [[names[column] for column in columns]]
    for at, line in enumerate(printed.lines, start=1):
        texts = dict(zip("LUVNRCT", (*line.texts, str(at), "", f"{at:02d}", str(90_000 + at)), strict=True))
        rows.append([texts[column] for column in columns])
    for at in sorted(data.draw(st.sets(st.integers(1, len(rows) - 1), min_size=1, max_size=4)), reverse=True):
        row, place = rows[at], data.draw(st.integers(0, len(columns) - 1))
        rows[at : at + 1] = {
            "lost": [row[:place] + row[place + 1 :]],
            "shifted": [[*row[:place], "", *row[place:]]],
            "torn": [row[:place], row[place:]],
            "joined": [[*row, *rows[at + 1]]] if at + 1 < len(rows) else [row],
            "cut": [[text[: place + 1] if column == "L" else text for column, text in zip(columns, row, strict=True)]],
        }[data.draw(st.sampled_from(["lost", "shifted", "torn", "joined", "cut"]))]
    result = read(from_texts([row for row in rows if row], proven=proven), vintage=vintage)
    flagged = {code for finding in result.findings for code in finding.codes}
    money = {"fees.collected", "funding.amount"}
    for fact in result.facts:
        if fact.state == "reported" and fact.code not in flagged:
            assert fact.value == Decimal(printed.values[fact.key]) * (10_000 if fact.code in money else 1)

"""Tables and prose that were recognised in pictures: what is uncertain is flagged, and our misreading is ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import CERTAIN, Document, Paragraph, Table
from transform.facts import document_to_reading
from transform.form import load_forms
from transform.misread import _within
from transform.tables import TableFacts, tables_to_facts

Draw = Callable[[str, str, dict[tuple[str, str], str]], Table]


def balanced() -> dict[tuple[str, str], str]:
    return dict.fromkeys(load_forms()["2021"].table("requests").cell_keys, "0")


def recognised(table: Table, *, doubtful: str | None = None) -> Table:
    """The same as a reader of scans gives it; cells with the text `doubtful` are uncertain."""
    cells = (cell._replace(confidence=0.5 if cell.text == doubtful else 0.98) for cell in table.cells)
    return Table(tuple(cells), grid_proven=True, recognised=True)


def read(*tables: Table) -> TableFacts:
    return tables_to_facts(tables, load_forms()["2021"], vintage_proven=True)


def relabel(table: Table, label: str, printed: str) -> Table:
    cells = tuple(cell._replace(text=printed) if cell.text == label else cell for cell in table.cells)
    return replace(table, cells=cells)


def test_an_uncertain_cell_is_flagged_with_its_place(draw: Draw) -> None:
    truth = balanced() | {("requests.granted", "business"): "7"}
    result = read(recognised(draw("2021", "requests", truth), doubtful="7"))
    (finding,) = [finding for finding in result.findings if finding.rule == "cell.uncertain"]
    assert (finding.codes, finding.applicant, finding.verdict) == (("requests.granted",), "business", "parse")
    (fact,) = [fact for fact in result.facts if fact.value == 7]
    assert (fact.confidence, fact.locator) == (0.5, finding.locator)


def test_what_does_not_add_up_in_a_picture_is_our_reading_first(draw: Draw) -> None:
    truth = balanced() | {("requests.granted", "business"): "7"}
    verdicts = {
        seen: {f.verdict for f in read(table).findings if f.rule.startswith("identity.")}
        for seen, table in (
            ("file", draw("2021", "requests", truth)),
            ("picture", recognised(draw("2021", "requests", truth))),
        )
    }
    assert verdicts == {"file": {"source"}, "picture": {"parse"}}


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("1.属于国家秘密", "1.属于国冢秘密"),
        ("（一）予以公开", "（一）子以公开"),
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "（二）部分公开（区分外理的，只计这一青形，不计其他情形)",
        ),
        ("3.要求提供公开出版物", "3.要求提供公开出版"),
    ],
)
def test_one_misread_character_in_a_label_raises_no_flag(draw: Draw, label: str, printed: str) -> None:
    truth = balanced()
    table = relabel(draw("2021", "requests", truth), label, printed)
    result = read(recognised(table))
    assert {fact.state for fact in result.facts if fact.code.startswith("requests.")} == {"reported"}
    assert not {f.rule for f in result.findings if f.rule.startswith(("row.", "column."))}
    assert {f.rule for f in read(table).findings if f.rule.startswith("row.")}


def test_labels_that_resemble_one_another_stay_in_doubt(draw: Draw) -> None:
    """本年新收 and 上年结转 are not told apart by one character, nor 结果维持 from 结果纠正."""
    table = relabel(
        draw("2021", "requests", balanced()), "一、本年新收政府信息公开申请数量", "一、木午新收政府信息公开申请数量"
    )
    result = read(recognised(table))
    received = [fact.state for fact in result.facts if fact.code == "requests.received"]
    flagged = {code for finding in result.findings for code in finding.codes}
    assert received == ["missing"] * 7 or "requests.received" in flagged


@given(st.text("甲乙丙", max_size=6), st.text("甲乙丙", max_size=6))
def test_edits_count_alike_both_ways(first: str, second: str) -> None:
    assert _within(first, second, 2) == _within(second, first, 2)
    assert _within(first, second, 0) == (first == second)


@pytest.mark.parametrize("confidence", [0.99, CERTAIN - 0.1])
def test_a_number_in_prose_is_as_sure_as_its_line(confidence: float) -> None:
    prose = "（一）主动公开情况。2021年，本机关主动公开政府信息52条，收到政府信息公开申请5件。"
    document = Document(
        "0", "image/png", "甲局2021年政府信息公开工作年度报告", {}, (Paragraph(prose, confidence=confidence),)
    )
    reading = document_to_reading(document)
    assert {fact.value for fact in reading.facts} >= {Decimal(52), Decimal(5)}
    assert {fact.confidence for fact in reading.facts} == {confidence}
    uncertain = {
        code for finding in reading.findings if finding.rule == "narrative.uncertain" for code in finding.codes
    }
    assert uncertain == (set() if confidence >= CERTAIN else {fact.code for fact in reading.facts})


def test_pages_left_unread_are_a_finding() -> None:
    text = "2021年，本机关主动公开政府信息52条。"
    meta = {"pages": "9", "pages_not_recognised": "8,9"}
    document = Document("0", "application/pdf", "甲局2021年政府信息公开工作年度报告", meta, (Paragraph(text),))
    (finding,) = [f for f in document_to_reading(document).findings if f.rule == "document.pages_not_recognised"]
    assert (finding.severity, finding.verdict) == ("warning", "parse")
    assert "8,9" in finding.message

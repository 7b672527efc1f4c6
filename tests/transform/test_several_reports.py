"""A page with several reports: the facts of one never become those of another."""

from __future__ import annotations

import pytest

from extract.document import Block, Cell, Document, Locator, Paragraph, Table
from transform.facts import document_to_reading
from transform.model import Hints, Reading

FIRST = "泉源市绿园区东山镇人民政府2023年政府信息公开工作年度报告"
OTHER_TOWN = "泉源市绿园区西河镇人民政府2023年政府信息公开工作年度报告"
YEAR_BEFORE = "泉源市绿园区东山镇人民政府2022年政府信息公开工作年度报告"


def penalties(number: int) -> Table:
    texts = [["信息内容", "本年处理决定数量"], ["行政处罚", str(number)], ["行政强制", "0"], ["", ""]]
    texts += [["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", "0"]]
    cells = [
        Cell(text, row, column, locator=Locator(line=row))
        for row, pair in enumerate(texts)
        for column, text in enumerate(pair)
        if text
    ]
    return Table(tuple(cells), grid_proven=True)


def read(*blocks: Block | str, title: str | None = None, hints: Hints | None = None) -> Reading:
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return document_to_reading(Document("0" * 64, "text/html", title, {}, made), hints)


def penalties_of(reading: Reading) -> list[str]:
    return [str(fact.value) for fact in reading.facts if fact.code == "penalties.decisions" and fact.value is not None]


def rules(reading: Reading) -> set[str]:
    return {finding.rule for finding in reading.findings}


@pytest.mark.parametrize("other", [OTHER_TOWN, YEAR_BEFORE])
def test_a_table_under_another_title_is_not_the_pages_own(other: str) -> None:
    reading = read(
        FIRST, "一、总体情况", "我镇全年公开政府信息3条。", other, "一、总体情况", penalties(245), title=FIRST
    )
    assert reading.report is not None
    assert reading.report.report_year == 2023
    assert penalties_of(reading) == []
    (finding,) = [finding for finding in reading.findings if finding.rule == "document.several_reports"]
    assert other in finding.message


@pytest.mark.parametrize("wanted", [FIRST, YEAR_BEFORE])
def test_the_pages_title_says_which_report_is_its_own(wanted: str) -> None:
    numbers = {FIRST: 111, YEAR_BEFORE: 222}
    reading = read(*(block for title, number in numbers.items() for block in (title, penalties(number))), title=wanted)
    assert penalties_of(reading) == [str(numbers[wanted])]
    assert "report_year.conflict" not in rules(reading)


def test_without_a_title_of_the_page_the_link_says_it_and_else_the_first_counts() -> None:
    blocks = (FIRST, penalties(111), OTHER_TOWN, penalties(222))
    assert penalties_of(read(*blocks)) == ["111"]
    assert penalties_of(read(*blocks, hints=Hints(title=OTHER_TOWN))) == ["222"]


def test_titles_of_other_pages_begin_no_report() -> None:
    reading = read(
        YEAR_BEFORE, OTHER_TOWN, FIRST, "我镇扎实推进。", penalties(111), YEAR_BEFORE, "版权所有。", title=FIRST
    )
    assert penalties_of(reading) == ["111"]
    assert "document.several_reports" not in rules(reading)


def test_a_name_in_full_and_in_short_is_one_agency() -> None:
    reading = read(FIRST, "我镇扎实推进。", "东山镇2023年政府信息公开工作年度报告", penalties(111), title=FIRST)
    assert penalties_of(reading) == ["111"]
    assert "document.several_reports" not in rules(reading)


def test_a_page_whose_own_report_is_none_says_that_there_are_others() -> None:
    reading = read(FIRST, "我镇扎实推进各项工作。", OTHER_TOWN, penalties(222), title=FIRST)
    assert reading.outcome == "not_a_report"
    assert OTHER_TOWN in reading.reason

"""Lists of indicators in text whose columns are spaces or nothing; prose stays prose."""

from __future__ import annotations

import pytest

from extract.document import Paragraph, Table
from extract.readers.rawfile import RawFile
from extract.readers.spaced_lists import gather_spaced_lists
from extract.readers.text import read_text
from transform.facts import document_to_reading

ROWS = [
    ("三、依申请公开情况", "——", "——"),
    ("（一）收到申请数", "件", "1,012"),
    ("1.当面申请数", "件", "12"),
    ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", "1000"),
    ("4.信函申请数", "件", "０"),
    ("七、依申请公开信息收取的费用", "万元", "0.35"),
    ("（三）接受培训人员数", "人次", "120"),
]


@pytest.mark.parametrize("gap", [" ", "    ", "\u3000"])
def test_rows_of_spaces_are_a_table(gap: str) -> None:
    lines = [Paragraph(gap.join(texts)) for texts in (("统计指标", "单位", "统计数"), *ROWS)]
    (table,) = gather_spaced_lists(lines)
    assert isinstance(table, Table)
    assert not table.grid_proven
    assert [tuple(cell.text for cell in row) for row in table.rows()][1:] == ROWS


def test_rows_without_any_space_are_a_table() -> None:
    lines = [Paragraph("".join(texts)) for texts in ROWS[1:]]
    (table,) = gather_spaced_lists([Paragraph("2016年统计表。"), *lines, Paragraph("特此报告。")])[1:-1]
    assert isinstance(table, Table)
    assert [tuple(cell.text for cell in row) for row in table.rows()] == ROWS[1:]


def test_a_value_that_is_not_there_is_a_blank_cell() -> None:
    lines = [Paragraph(" ".join(texts)) for texts in ROWS[1:]] + [Paragraph("（四）举办讲座数 次")]
    (table,) = gather_spaced_lists(lines)
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows()[-1]] == ["（四）举办讲座数", "次", ""]


def test_prose_and_a_few_lines_alike_stay_paragraphs() -> None:
    lines = [Paragraph(f"其中第{at}季度发布信息{at}条") for at in range(9)]
    lines += [Paragraph("电话 12345"), Paragraph("受理申请 件 3"), Paragraph("办结 件 3")]
    assert gather_spaced_lists(lines) == lines


def test_a_text_of_spaces_is_read_to_facts() -> None:
    body = "\n".join(" ".join(texts) for texts in ROWS)
    text = f"平安县财政局2016年政府信息公开工作年度报告\n\n附表\n统计指标 单位 统计数\n{body}\n平安县财政局\n"
    document = read_text(RawFile(text.encode(), "a" * 64))
    reading = document_to_reading(document)
    read = {(fact.code, fact.channel): fact.value for fact in reading.facts if fact.state == "reported"}
    assert read["requests.received", "all"] == 1012
    assert read["requests.received", "online"] == 1000
    assert read["fees.collected", "all"] == 3500
    (fact,) = [fact for fact in reading.facts if (fact.code, fact.channel) == ("requests.received", "online")]
    assert fact.locator is not None
    assert (fact.locator.line, fact.locator.column) == (9, 11)

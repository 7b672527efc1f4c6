"""Tables whose cells have nothing but spaces between them."""

from __future__ import annotations

from extract.document import Locator, Paragraph, Table
from extract.readers.spaced import gather_spaced_tables

LINES = """一、总体情况
全年公开信息 120 条，收到申请 8 件。
三、收到和处理政府信息公开申请情况
自 然 人 商业企业 总计
一、本年新收政府信息公开申请数量 5 1 6
（三）不予公开 1.属于国家秘密 0 / 0
二、上年结转政府信息公开申请数量 1,204 0 1,204
四、政府信息公开行政复议、行政诉讼情况
结果维持 结果纠正 其他结果
1 0 0 0 1 0 0 0 0 0 0 0 0 0 0
五、存在的主要问题及改进情况
2019 2020 2021
""".splitlines()


def gather(lines: list[str]) -> list[str | list[list[str]]]:
    blocks = [Paragraph(text, Locator(line=number)) for number, text in enumerate(lines, start=1)]
    gathered = gather_spaced_tables(blocks)
    assert all(not block.grid_proven for block in gathered if isinstance(block, Table))
    return [
        [[cell.text for cell in row] for row in block.rows()] if isinstance(block, Table) else block.text
        for block in gathered
    ]


def test_rows_and_their_header_become_tables_and_prose_stays() -> None:
    assert gather(LINES) == [
        *LINES[:3],
        [
            ["自", "然", "人", "商业企业", "总计"],
            ["一、本年新收政府信息公开申请数量", "5", "1", "6"],
            ["（三）不予公开", "1.属于国家秘密", "0", "/", "0"],
            ["二、上年结转政府信息公开申请数量", "1,204", "0", "1,204"],
        ],
        LINES[7],
        [["结果维持", "结果纠正", "其他结果"], LINES[9].split()],
        *LINES[10:],
    ]


def test_a_small_block_is_known_by_a_label_that_only_forms_have() -> None:
    block = ["第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可 25"]
    assert gather(block) == [[["第二十条第（五）项"], ["信息内容", "本年处理决定数量"], ["行政许可", "25"]]]
    assert gather(block[2:]) == block[2:]


def test_rows_of_the_older_form_end_with_unit_and_value() -> None:
    rows = ["1.政府公报公开政府信息数 条 12", "2.政府网站公开政府信息数 条 90", "3.政务微博公开政府信息数 条 0"]
    assert gather(rows) == [[row.split() for row in rows]]


def test_cells_stand_where_their_line_does() -> None:
    (table,) = gather_spaced_tables(
        [Paragraph("规章 0 0 0", Locator(line=7)), Paragraph("信息内容 1 2 3", Locator(line=8))]
    )
    assert isinstance(table, Table)
    assert {cell.locator.line for cell in table.cells if cell.row == 1} == {8}

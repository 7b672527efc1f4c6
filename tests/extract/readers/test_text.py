"""Flattened text in the ways in which reports are flattened."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document
from extract.errors import UnreadableFile
from extract.readers.flat import lines_to_blocks, text_to_lines
from extract.readers.rawfile import RawFile
from extract.readers.text import read_text

Raw = Callable[..., RawFile]
Outline = Callable[[Document], list[object]]

ONE_CELL_A_LINE = """二、主动公开政府信息情况
\t第二十条第（一）项

\t信息内容
\t本年新
制作数量
\t对外公开总数量

\t规章
\t
\t0

\t2020年本机关政府信息公开发布总数量：7



三、收到和处理政府信息公开申请情况
"""


def test_one_cell_a_line_after_a_tab(raw: Raw, outline: Outline) -> None:
    assert outline(read_text(raw(ONE_CELL_A_LINE))) == [
        "二、主动公开政府信息情况",
        [
            ["第二十条第（一）项"],
            ["信息内容", "本年新\n制作数量", "对外公开总数量"],
            ["规章", "", "0"],
            ["2020年本机关政府信息公开发布总数量：7"],
        ],
        "三、收到和处理政府信息公开申请情况",
    ]


def test_a_heading_right_after_a_table_is_no_cell(raw: Raw, outline: Outline) -> None:
    text = "\t规章\n\t0\n\t1\n\t2\n四、政府信息公开行政复议、行政诉讼情况\n\t行政复议\n\t行政诉讼\n\n\t0\n\t0\n"
    assert outline(read_text(raw(text))) == [
        [["规章", "0", "1", "2"]],
        "四、政府信息公开行政复议、行政诉讼情况",
        [["行政复议", "行政诉讼"], ["0", "0"]],
    ]


def test_empty_cells_whose_tab_was_trimmed(raw: Raw, outline: Outline) -> None:
    text = "\t事项\n\t自然人\n\t总计\n\n\t新收\n\t1\n\t1\n\n\n\t商业企业\n\t科研机构\n"
    assert outline(read_text(raw(text))) == [
        [["事项", "自然人", "总计"], ["新收", "1", "1"], ["", "商业企业", "科研机构"]]
    ]


def test_rows_of_tabs_and_a_table_without_labels(raw: Raw, outline: Outline) -> None:
    text = (
        "信息内容\t制作\t公开\n规章\t0\t\n\n"
        + "\t".join("0" * 15)
        + "\n"
        + "\t".join(["---"] * 15)
        + "\n\n五、存在问题\n"
    )
    assert outline(read_text(raw(text))) == [
        [["信息内容", "制作", "公开"], ["规章", "0", ""]],
        [["0"] * 15],
        "五、存在问题",
    ]


def test_rows_that_lost_their_tabs_stay_in_the_table(raw: Raw, outline: Outline) -> None:
    text = (
        "二、公开情况\n第二十条第（一）项\n信息内容\t制作\n规章\t0\n第二十条第（五）项\n信息内容\t数量\n行政许可\t3\n"
    )
    assert outline(read_text(raw(text))) == [
        "二、公开情况",
        [
            ["第二十条第（一）项"],
            ["信息内容", "制作"],
            ["规章", "0"],
            ["第二十条第（五）项"],
            ["信息内容", "数量"],
            ["行政许可", "3"],
        ],
    ]


def test_rows_of_tabs_with_an_empty_line_after_each(raw: Raw, outline: Outline) -> None:
    rows = [["信息内容", "数量"], ["规章", "0"], ["行政许可", "3"], ["行政处罚", "4"], ["行政强制", "5"], ["收费", "6"]]
    text = "\n\n".join("\t".join(row) for row in rows)
    assert outline(read_text(raw(text))) == [rows]


def test_rows_of_pipes(raw: Raw, outline: Outline) -> None:
    text = "正文。\n| 信息内容 | 数量 |\n|---|:---:|\n| 规章 | 0 |\n| 行政许可 | |\n结尾。"
    assert outline(read_text(raw(text))) == [
        "正文。",
        [["信息内容", "数量"], ["规章", "0"], ["行政许可", ""]],
        "结尾。",
    ]


def test_drawn_borders_are_no_rows(raw: Raw, outline: Outline) -> None:
    text = "┌────┬──┐\n│规章│0 │\n├────┼──┤\n│行政许可│3│\n└────┴──┘\n"
    assert [block for block in outline(read_text(raw(text))) if isinstance(block, list)] == [
        [["规章", "0"], ["行政许可", "3"]]
    ]


def test_bare_lines_become_a_table_of_one_column(raw: Raw) -> None:
    lines = ["信息内容", "制作件数", "废止件数", "现行有效件数"] + ["规章", "0", "0", "2"] * 6
    document = read_text(raw("一、总体情况\n全年平稳。\n二、主动公开政府信息情况\n" + "\n".join(lines) + "\n以上。\n"))
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == lines
    assert table.column_count == 1
    assert not table.grid_proven
    assert table.cells[0].locator.line == 4


def test_short_lines_without_numbers_stay_prose(raw: Raw) -> None:
    document = read_text(raw("\n".join(f"第{n}项工作稳步推进" for n in range(40))))
    assert not list(document.tables())


def test_indented_prose_is_no_table(raw: Raw, outline: Outline) -> None:
    sentence = "一是健全机制，明确专人负责信息公开工作。" * 5
    assert outline(read_text(raw(f"\t{sentence}\n\t{sentence}\n"))) == [sentence, sentence]


def test_locators_point_at_the_printed_characters(raw: Raw) -> None:
    text = "  标题\n\t规章\n\t 12\n\t0\n\t0\n\n甲\t乙\n丙\t丁丁\t1\n"
    lines = text.split("\n")
    for block in read_text(raw(text)).blocks:
        for placed in getattr(block, "cells", None) or [block]:
            line = lines[(placed.locator.line or 0) - 1]
            assert line[(placed.locator.column or 0) - 1 :].startswith(placed.text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_every_encoding_in_use(raw: Raw, outline: Outline, encoding: str) -> None:
    text = "荔湾区应急管理局朱镕基堃\n规章\t0\n行政许可\t1\n" * 3
    assert outline(read_text(raw(text.encode(encoding))))[0] == "荔湾区应急管理局朱镕基堃"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_end_in_use(raw: Raw, outline: Outline, end: str) -> None:
    assert outline(read_text(raw("甲\t1\n乙\t2\n正文。".replace("\n", end)))) == [[["甲", "1"], ["乙", "2"]], "正文。"]


def test_damaged_bytes_are_counted(raw: Raw) -> None:
    document = read_text(raw("年度报告，共公开信息。".encode() * 20 + b"\xe5\xff"))
    assert int(document.meta["lost_characters"]) >= 1


def test_bytes_that_are_no_text(raw: Raw) -> None:
    with pytest.raises(UnreadableFile, match="unknown format"):
        read_text(raw(bytes(range(32)) * 50))


@given(st.text(alphabet="甲0 \t\n|-。一、情况：", max_size=200))
def test_no_character_is_lost(text: str) -> None:
    """But for rules of dashes and the spaces, tabs and pipes between cells, all that is printed comes back in order."""
    texts = []
    for block in lines_to_blocks(text_to_lines(text)):
        texts.extend(cell.text for cell in getattr(block, "cells", ())) if hasattr(block, "cells") else texts.append(
            block.text
        )
    drop = str.maketrans("", "", " \t\n|-")
    assert "".join(texts).translate(drop) == text.translate(drop)


SEEDS = os.environ.get("GONGKAI_SEEDS")


@pytest.mark.skipif(SEEDS is None, reason="GONGKAI_SEEDS does not name the folder of the two seed reports")
def test_the_seed_reports_have_their_tables() -> None:
    shapes = []
    for path in sorted(Path(SEEDS or "").glob("*.txt")):
        data = path.read_bytes()
        shapes.append([(table.row_count, table.column_count) for table in read_text(RawFile(data, "")).tables()])
    assert shapes == [[(19, 4), (26, 10), (4, 15)], [(4, 4), (18, 10), (1, 15)]]

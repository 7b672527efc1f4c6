"""Rich text: encodings, merged and nested cells, what is printed and what is not, and files that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document

Outline = Callable[[Document], list[object]]

HEAD = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\froman\fcharset0 Times;}"
    rb"{\f2\fnil\fcharset136 MingLiU;}{\f3\ftech\fcharset2 Symbol;}}{\colortbl;\red0\green0\blue0;}"
)


def rtf(body: str | bytes, head: bytes = HEAD) -> bytes:
    """A file with this body; Chinese in it as Word writes it."""
    if isinstance(body, str):
        body = "".join(char if char.isascii() else rf"\u{as_signed(char)}?" for char in body).encode("ascii")
    return head + body + b"}"


def as_signed(char: str) -> int:
    return ord(char) - 65536 if ord(char) > 32767 else ord(char)


def row(*cells: str, plan: str | None = None) -> str:
    plan = plan or "".join(rf"\cellx{(at + 1) * 1000}" for at in range(len(cells)))
    return rf"\trowd\trleft0{plan}" + "".join(rf"\pard\intbl {cell}\cell" for cell in cells) + r"\row "


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\'d5\'fe\'b8\'ae", "政府"),
        (rb"\'d5\'fe\'b8\'ae".replace(rb"\'", b"\\'").lower(), "政府"),
        ("政府".encode("gb18030"), "政府"),
        (b"\\'81\\'5c\\'81@", "乗丂"),  # second bytes that are a backslash and a letter
        (b"\\'81\\\\", "乗"),
        (rb"{\f2 \'ac\'46}", "政"),
        (rb"\u25919\'d5\'fe\u24220?", "政府"),
        (rb"{\uc2\u25919\'d5\'fe\u24220\'b8\'ae}", "政府"),
        (rb"{\uc0\u25919\u24220}5", "政府5"),
        (rb"\u-10176?\u-9215?", "\U00020001"),
        (rb"{\upr{?}{\*\ud{\u25919 ?}}}", "政"),
        (rb"\f1\ldblquote a\rdblquote\~5\_6\{\}\\", "“a”\u00a05-6{}\\"),
    ],
)
def test_encodings(body: bytes, text: str, outline: Outline) -> None:
    assert outline(read_document(rtf(body + b"\\par"))) == [text]


def test_what_is_printed_and_what_is_not(outline: Outline) -> None:
    body = (
        r"{\info{\title 某局2021年政府信息公开工作年度报告}{\author 9}}{\header 7\par}"
        r"{\footer{\field{\*\fldinst PAGE}{\fldrslt 1}}}"
        r"\pard 公开5{\super 1}条{\v 隐藏8}{\strike 旧9}{\deleted 删}{\footnote 脚注6\par}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt 网址}}{\*\bkmkstart a}{\pict 4142}{\*\unknown 77{\b 8}}\par "
        r"{\listtext\pard\plain 1.\tab}登记\line 次行\par"
    )
    document = read_document(rtf(body))
    assert outline(document) == ["公开5[1]条网址", "1.登记", "次行"]
    assert document.title == "某局2021年政府信息公开工作年度报告"


def test_merged_cells(outline: Outline) -> None:
    plan = r"\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000"
    body = (
        "一、总体情况\\par "
        + row("申请人", "法人", "", plan=plan)
        + row("", "企业", "其他", plan=r"\clvmrg\cellx1000\cellx2000\cellx3000")
        + row("新收", "1", "")
        + row("合计", "2", plan=r"\cellx1000\cellx3000")
        + r"\pard 后文\par"
    )
    document = read_document(rtf(body))
    assert outline(document) == [
        "一、总体情况",
        [[("申请人", 2, 1), ("法人", 1, 2)], ["企业", "其他"], ["新收", "1", ""], ["合计", ("2", 1, 2)]],
        "后文",
    ]
    (table,) = document.tables()
    assert table.grid_proven
    assert {cell.text: cell.locator.path for cell in table.cells}["1"] == "/body/tbl[1]/tr[3]/tc[2]"


def test_edges_a_little_astray_are_one(outline: Outline) -> None:
    body = row("甲", "乙") + row("丙", "丁", plan=r"\cellx1015\cellx1990") + r"\pard\par"
    assert outline(read_document(rtf(body))) == [[["甲", "乙"], ["丙", "丁"]]]


def test_a_row_that_starts_further_right_and_one_with_more_cells_than_planned(outline: Outline) -> None:
    late = r"\trowd\trleft1000\cellx2000\cellx3000\pard\intbl 丁\cell 戊\cell\row "
    more = r"\trowd\trleft0\cellx1000\pard\intbl 己\cell 庚\cell\row "
    document = read_document(rtf(row("甲", "乙", "丙") + late + more + r"\pard\par"))
    (table,) = document.tables()
    assert {cell.text: (cell.row, cell.column) for cell in table.cells} == {
        "甲": (0, 0),
        "乙": (0, 1),
        "丙": (0, 2),
        "丁": (1, 1),
        "戊": (1, 2),
        "己": (2, 0),
        "庚": (2, 1),
    }


def test_a_plan_only_at_the_end_of_the_row_and_paragraphs_in_cells(outline: Outline) -> None:
    body = (
        r"\pard\intbl 企业\par 甲\cell\pard\intbl 7\cell{\trowd\cellx1000\cellx2000\row}"
        r"\trowd\cellx1000\cellx2000\pard\intbl 许可\par\pard 乙\cell 8\cell\row\pard 后\par"
    )
    assert outline(read_document(rtf(body))) == [[["企业\n甲", "7"], ["许可\n乙", "8"]], "后"]


def test_nested_tables(outline: Outline) -> None:
    nested = (
        r"\pard\intbl\itap2 规章\nestcell 0\nestcell{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}"
        r"{\nonesttables\par}\pard\intbl\itap2 许可\nestcell 12\nestcell"
        r"{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\cellx5000\pard\intbl 前文。\par {nested}\pard\intbl 后文。\cell\row\pard 末\par"
    assert outline(read_document(rtf(body))) == ["前文。", [["规章", "0"], ["许可", "12"]], "后文。", "末"]


def test_a_text_box_with_a_table(outline: Outline) -> None:
    box = (
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt 框内\par "
        + row("规章", "0")
        + row("许可", "3")
        + r"\pard\par}}{\shprslt{\*\do 旧框\par}}}"
    )
    assert outline(read_document(rtf(rf"\pard 正文{box}\par 后文\par"))) == [
        "正文",
        "框内",
        [["规章", "0"], ["许可", "3"]],
        "后文",
    ]


def test_raw_data_and_a_missing_last_brace(outline: Outline) -> None:
    data = rtf(rb"{\*\blob\bin5 }{}\x}\pard 5\par")
    assert outline(read_document(data)) == ["5"]
    assert outline(read_document(data[:-1])) == ["5"]


@pytest.mark.parametrize("cut", [40, 220, 300])
def test_a_file_that_is_cut_off(cut: int) -> None:
    body = r"\pard 前\par " + row("规章", "0") + row("许可", "3") + r"{\b 后}\par"
    data = rtf(body)
    with pytest.raises(UnreadableFile, match="cut off"):
        read_document(data[: len(data) - cut] if cut != 40 else data[:cut])


def test_absurd_nesting_is_refused() -> None:
    with pytest.raises(RefusedFile, match="groups deeper"):
        read_document(rtf(b"{" * 5000 + b"5" + b"}" * 5000))
    with pytest.raises(RefusedFile, match="tables deeper"):
        read_document(rtf(rb"\pard\intbl\itap90 5\nestcell\par"))


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.wps", ""])
def test_whatever_its_name_is(name: str, outline: Outline) -> None:
    assert outline(read_document(rtf("正文\\par"), name=name)) == ["正文"]

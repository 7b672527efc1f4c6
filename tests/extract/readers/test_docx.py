"""Word files: merged cells, revisions, boxes, and files that are none."""

import io
import zipfile
from collections.abc import Callable

import pytest

from extract.document import Document, Table
from extract.errors import RefusedFile, UnreadableFile
from extract.readers import docx as docx_reader
from extract.readers.docx import read_docx
from extract.readers.rawfile import RawFile

Raw = Callable[..., RawFile]
Outline = Callable[[Document], list[object]]
Build = Callable[..., bytes]


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


SPAN = '<w:gridSpan w:val="2"/>'
START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells(raw: Raw, docx_file: Build, outline: Outline) -> None:
    body = p("一、总体情况") + tbl(
        tc("申请人", START) + tc("法人或其他组织", SPAN),
        tc("", ON) + tc("企业") + tc("其他"),
        tc("新收") + tc("1") + tc(""),
    )
    document = read_docx(raw(docx_file(body)))
    assert outline(document) == [
        "一、总体情况",
        [[("申请人", 2, 1), ("法人或其他组织", 1, 2)], ["企业", "其他"], ["新收", "1", ""]],
    ]
    (table,) = document.tables()
    assert table.grid_proven
    assert {cell.text: cell.locator.path for cell in table.cells}["1"] == "/body/tbl[1]/tr[3]/tc[2]"


def test_a_merged_block_wide_and_high_and_the_old_horizontal_merge(
    raw: Raw, docx_file: Build, outline: Outline
) -> None:
    body = tbl(
        tc("块", SPAN + START) + tc("甲"),
        tc("", SPAN + ON) + tc("乙"),
        tc("并", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("丙"),
    )
    assert outline(read_docx(raw(docx_file(body)))) == [[[("块", 2, 2), "甲"], ["乙"], [("并", 1, 2), "丙"]]]


def test_a_row_that_starts_further_right(raw: Raw, docx_file: Build, only_table: Callable[[Document], Table]) -> None:
    late = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + tc("丁")
    table = only_table(read_docx(raw(docx_file(tbl(tc("甲") + tc("乙") + tc("丙"), late)))))
    assert {cell.text: cell.column for cell in table.cells}["丁"] == 2


def test_revisions_fields_breaks_and_hidden_text(raw: Raw, docx_file: Build, outline: Outline) -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>甲</w:t><w:tab/>"
        "<w:t>乙</w:t><w:br/><w:t>次行</w:t></w:r></w:p><w:sdt><w:sdtContent>" + p("控件内") + "</w:sdtContent></w:sdt>"
    )
    assert outline(read_docx(raw(docx_file(body)))) == ["新增甲\t乙", "次行", "控件内"]


def test_digits_in_a_formula_are_printed(raw: Raw, docx_file: Build, outline: Outline) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    body = f'<w:p><w:r><w:t>共</w:t></w:r><m:oMath xmlns:m="{math}"><m:r><m:t>12</m:t></m:r></m:oMath></w:p>'
    assert outline(read_docx(raw(docx_file(body)))) == ["共12"]


def test_a_deleted_row_is_not_printed(raw: Raw, docx_file: Build, outline: Outline) -> None:
    gone = "<w:trPr><w:del/></w:trPr>" + tc("旧") + tc("9")
    assert outline(read_docx(raw(docx_file(tbl(tc("规章") + tc("0"), gone))))) == [[["规章", "0"]]]


def test_a_text_box_is_read_once(raw: Raw, docx_file: Build, outline: Outline) -> None:
    box = "<w:txbxContent>" + tbl(tc("规章") + tc("0")) + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>"
        + box
        + "</wps:txbx></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>"
        + box
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert outline(read_docx(raw(docx_file(body)))) == ["正文", [["规章", "0"]]]


def test_nested_tables(raw: Raw, docx_file: Build, outline: Outline) -> None:
    inner = tbl(tc("规章") + tc("0"), tc("许可") + tc("1"))
    body = "<w:tbl><w:tr><w:tc>" + p("前文。") + inner + p("后文。") + "</w:tc></w:tr></w:tbl>"
    assert outline(read_docx(raw(docx_file(body)))) == ["前文。", [["规章", "0"], ["许可", "1"]], "后文。"]


@pytest.mark.parametrize(
    ("stated", "title"), [("甲局2020年政府信息公开工作年度报告", "甲局2020年政府信息公开工作年度报告"), ("文档1", None)]
)
def test_the_title_of_the_core_properties(raw: Raw, docx_file: Build, stated: str, title: str | None) -> None:
    core = f'<c:p xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{stated}</dc:title></c:p>'
    assert read_docx(raw(docx_file(p("正文"), docProps__core_xml=core))).title == title


def repacked(name: str, content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<w:document", "damaged"),
        ("<document/>", "no body"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><d><body>&a;</body></d>', "document type"),
        ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d><body>&a;</body></d>', "document type"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1/d.dtd"><d><body/></d>', "document type"),
    ],
)
def test_a_damaged_main_part(raw: Raw, content: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_docx(raw(repacked("word/document.xml", content)))


def test_entities_that_multiply(raw: Raw) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "9999999999">{entities}]><d><body>&a8;</body></d>'
    with pytest.raises((UnreadableFile, RefusedFile), match=r"document type|larger than any report"):
        read_docx(raw(repacked("word/document.xml", bomb)))


def test_a_cut_off_file(raw: Raw, docx_file: Build) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(raw(docx_file(p("正文"))[:-40]))
    with pytest.raises(UnreadableFile, match="missing"):
        read_docx(raw(repacked("other.xml", "<a/>")))


def test_flipped_bytes_in_the_main_part(raw: Raw, docx_file: Build) -> None:
    data = bytearray(docx_file(p("正文" * 400)))
    data[60:70] = b"\xff" * 10
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(raw(bytes(data)))


def test_a_part_that_unpacks_to_too_much(raw: Raw, docx_file: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "_MAX_PART", 2**20)
    with pytest.raises(RefusedFile, match="unpacks"):
        read_docx(raw(docx_file(p("0" * 2**20))))


def test_deep_nesting_is_refused(raw: Raw, docx_file: Build) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 400 + p("深") + "</w:tc></w:tr></w:tbl>" * 400
    with pytest.raises(RefusedFile, match="nests"):
        read_docx(raw(docx_file(body)))


def test_what_joins_nothing_over_a_lost_drawing(raw: Raw, docx_file: Build, outline: Outline) -> None:
    assert outline(read_docx(raw(docx_file(p("5\ufffc12\ufffc"))))) == ["5\t12"]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (run("5") + run("1", UP), "5[1]"),
        (run("5") + run("1", UP) + run("0", UP), "5[10]"),
        (run("5") + run("（2）", DOWN) + run("件"), "5[2]件"),
        (run("5") + run("1", '<w:vertAlign w:val="baseline"/>'), "51"),
        (run("12", UP), "12"),
        (run("7", "<w:strike/>") + run("5"), "5"),
        (run("7", '<w:dstrike w:val="true"/>') + run("5"), "5"),
        (run("7", '<w:strike w:val="0"/>') + run("5"), "75"),
    ],
)
def test_raised_digits_are_marks_and_struck_ones_are_not_printed(
    raw: Raw, docx_file: Build, outline: Outline, runs: str, expected: str
) -> None:
    paragraph = f"<w:p>{runs}</w:p>"
    body = paragraph + tbl(tc("规章") + f"<w:tc>{paragraph}</w:tc>", tc("规范性文件") + tc("3"))
    assert outline(read_docx(raw(docx_file(body)))) == [expected, [["规章", expected], ["规范性文件", "3"]]]

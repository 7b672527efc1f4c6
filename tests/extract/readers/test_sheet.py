"""Workbooks of both generations: merged regions, values, prose between tables, and files that are none."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import msoffcrypto
import openpyxl
import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document
from extract.readers import sheet as sheet_reader
from extract.readers.sheet import read_sheet
from extract.readers.sheet_blocks import SheetCell, cells_to_blocks

Outline = Callable[[Document], list[object]]
Rows = Sequence[Sequence[Any]]
Merged = Sequence[tuple[int, int, int, int]]


def xlsx(sheets: dict[str, Rows], merged: Merged = (), hidden: Sequence[str] = ()) -> bytes:
    """Sheets by name, row by row; merged regions of the first as first row, first column, rows, columns from 1."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for row, column, height, width in merged:
        book.worksheets[0].merge_cells(None, row, column, row + height - 1, column + width - 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(sheets: dict[str, Rows], merged: Merged = (), hidden: Sequence[str] = ()) -> bytes:
    """The same as Excel 97–2003 has it."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    is_date = isinstance(value, datetime.date)
                    sheet.write(
                        at,
                        column,
                        value,
                        xlwt.easyxf(num_format_str="YYYY-MM-DD") if is_date else xlwt.Style.default_style,
                    )
        sheet.visibility = 1 if name in hidden else 0
    for row, column, height, width in merged:
        book.get_sheet(0).merge(row - 1, row + height - 2, column - 1, column + width - 2)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


Write = Callable[..., bytes]
both = pytest.mark.parametrize("write", [xlsx, xls])


@both
def test_merged_regions_are_spans(write: Write, outline: Outline) -> None:
    rows = [["申请人", "法人", None], [None, "企业", "其他"], ["新收", 7, None], ["结转", None, 2]]
    document = read_document(write({"表三": rows}, merged=[(1, 1, 2, 1), (1, 2, 1, 2)]))
    assert outline(document) == [
        [[("申请人", 2, 1), ("法人", 1, 2)], ["企业", "其他"], ["新收", "7", ""], ["结转", "", "2"]]
    ]
    (table,) = document.tables()
    assert table.grid_proven
    assert {c.text: (c.locator.part, c.locator.cell) for c in table.cells}["7"] == ("表三", "B3")


@both
def test_values_are_plain_digits_and_texts_as_they_are(write: Write) -> None:
    day = datetime.date(2021, 1, 20)
    row = [12, 0.1 + 0.2, 1276.5534, True, "1,234", "甲\n乙", day, " 5 ", "12件", -3]
    (table,) = read_document(write({"a": [["甲"] * 10, row]})).tables()
    texts = [cell.text for cell in table.cells if cell.row == 1]
    assert texts == ["12", "0.3", "1276.5534", "TRUE", "1,234", "甲\n乙", "2021-01-20", " 5 ", "12件", "-3"]


def test_a_number_is_read_without_its_format() -> None:
    book = openpyxl.Workbook()
    book.active.append(["收费金额", 1234567.5])
    book.active["B1"].number_format = "#,##0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [cell.text for cell in next(read_document(buffer.getvalue()).tables()).cells] == ["收费金额", "1234567.5"]


@both
def test_prose_and_tables_in_one_sheet(write: Write, outline: Outline) -> None:
    rows = [
        ["某某局2021年政府信息公开工作年度报告"],
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数"],
        ["规章", 0, 0],
        ["行政规范性文件", None, None],
        ["2021年发布总数量（非新闻类、消息类）：15"],
        [None],
        ["行政许可", "12"],
        ["行政强制"],
        ["五、存在的主要问题及改进情况"],
        ["公开还不够及时。今后改进。"],
    ]
    assert outline(read_document(write({"报告": rows}))) == [
        "某某局2021年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        [
            ["第二十条第（一）项", "", ""],
            ["信息内容", "本年制发件数", "本年废止件数"],
            ["规章", "0", "0"],
            ["行政规范性文件", "", ""],
        ],
        "2021年发布总数量（非新闻类、消息类）：15",
        [["行政许可", "12"], ["行政强制", ""]],
        "五、存在的主要问题及改进情况",
        "公开还不够及时。今后改进。",
    ]


@both
def test_a_table_of_heads_alone_has_a_row_of_blanks(write: Write, outline: Outline) -> None:
    rows = [["结果维持", "结果纠正"], [None, None], ["五、存在的主要问题及改进情况"]]
    blank = [["结果维持", "结果纠正"], ["", ""]]
    assert outline(read_document(write({"a": rows}))) == [blank, "五、存在的主要问题及改进情况"]
    assert outline(read_document(write({"a": rows[:1]}))) == [blank]


@both
def test_prose_merged_over_several_rows(write: Write, outline: Outline) -> None:
    title = "某局2021年政府信息公开年报"
    rows = [[title], [None], ["规章", 1], ["许可", 2], ["公开还不够及时。"], [None], [None]]
    merged = [(1, 1, 2, 2), (5, 1, 3, 2)]
    assert outline(read_document(write({"a": rows}, merged=merged))) == [
        title,
        [["规章", "1"], ["许可", "2"]],
        "公开还不够及时。",
    ]


def test_a_panic_is_damage(raw: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("range end index 4 out of range")

    monkeypatch.setattr(sheet_reader, "_visible_sheets", panic)
    with pytest.raises(UnreadableFile, match=r"damaged workbook \(range end index 4"):
        read_sheet(raw(xlsx({"a": [["规章", 1]]})))


@both
def test_an_empty_row_inside_a_table_and_one_between_two(write: Write, outline: Outline) -> None:
    rows = [["结果维持", "结果纠正"], [None], [1, 2], [None], [3, 4], [None], ["信息内容", "处理决定数量"], ["许可", 5]]
    assert outline(read_document(write({"a": rows}))) == [
        [["结果维持", "结果纠正"], [], ["1", "2"], [], ["3", "4"]],
        [["信息内容", "处理决定数量"], ["许可", "5"]],
    ]


@both
def test_hidden_sheets_are_passed_over_and_others_follow_one_another(write: Write, outline: Outline) -> None:
    sheets = {"一": [["规章", 1], ["许可", 2]], "校核": [["规章", 99], ["许可", 99]], "空": [], "二": [["强制", 3]]}
    document = read_document(write(sheets, hidden=["校核"]))
    assert outline(document) == [[["规章", "1"], ["许可", "2"]], [["强制", "3"]]]
    assert [table.cells[0].locator.part for table in document.tables()] == ["一", "二"]


def test_hidden_rows_and_columns_are_not_printed(outline: Outline) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["规章", 99, 1], ["旧许可", 98, 97], ["许可", 96, 2]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("二").append(["强制", 3])
    buffer = io.BytesIO()
    book.save(buffer)
    first, second = read_document(buffer.getvalue()).tables()
    assert [(c.text, c.locator.cell) for c in first.cells if c.text] == [
        ("规章", "A1"),
        ("1", "C1"),
        ("许可", "A3"),
        ("2", "C3"),
    ]
    assert outline(Document("", "", blocks=(second,))) == [[["强制", "3"]]]


def test_one_cell_a_row_is_gathered_into_a_table() -> None:
    labels = [[text] for at in range(12) for text in (f"行政许可{at}", at)]
    (table,) = read_document(xlsx({"a": [["信息内容"], *labels]})).tables()
    assert not table.grid_proven
    assert table.row_count == 25


def test_what_a_merged_region_hides_is_not_printed(outline: Outline) -> None:
    data = xlsx({"a": [["规章", 5], ["许可", 6]]}, merged=[(1, 1, 2, 1)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace(b'<c r="A2"', b'<c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="A3"', 1)
    parts["xl/worksheets/sheet1.xml"] = sheet
    assert outline(read_document(repacked(parts))) == [[[("规章", 2, 1), "5"], ["6"]]]


def repacked(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_password() -> None:
    plain, locked = io.BytesIO(xlsx({"a": [["规章", 1]]})), io.BytesIO()
    OOXMLFile(plain).encrypt("geheim", locked)
    assert msoffcrypto.OfficeFile(locked).is_encrypted()
    with pytest.raises(UnreadableFile, match="password-protected; ask for an open copy"):
        read_document(locked.getvalue(), name="a.xlsx")


def test_a_password_of_excel_97() -> None:
    interface, file_pass = b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"
    data = xls({"a": [["规章", 1]]})
    assert data.count(interface) == 1
    with pytest.raises(UnreadableFile, match="password-protected; ask for an open copy"):
        read_document(data.replace(interface, file_pass), name="a.xls")


@both
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_file_that_is_cut_off(write: Write, share: float) -> None:
    data = write({"a": [["规章", 1]] * 300})
    with pytest.raises(UnreadableFile, match=r"damaged|neither|cut off"):
        read_document(data[: int(len(data) * share)], name="a.xls")


def test_a_filled_cell_far_out_is_refused(raw: Callable[..., Any]) -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = 1
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(RefusedFile, match="XFD1048576"):
        read_sheet(raw(buffer.getvalue()))


def test_an_empty_cell_far_out_is_none(raw: Callable[..., Any], outline: Outline) -> None:
    book = openpyxl.Workbook()
    book.active.append(["规章", 1])
    book.active["XFD1048576"].number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    assert outline(read_sheet(raw(buffer.getvalue()))) == [[["规章", "1"]]]


@pytest.mark.parametrize(
    ("bounds", "error", "message"),
    [
        ((0, 60_000, 0, 2), RefusedFile, "reaches to row 60000 and column 2"),
        ((0, 2, 0, 60_000), RefusedFile, "column 60000"),
        ((177, 2, 0, 2), UnreadableFile, "ends before it begins"),
    ],
)
def test_an_old_workbook_that_misstates_its_bounds(
    bounds: tuple[int, int, int, int], error: type[Exception], message: str
) -> None:
    """Taken at its word, it would ask for terabytes of memory."""
    data = xls({"a": [["规章", 1], ["许可", 2]]})
    stated = struct.pack("<HHIIHH", 0x200, 14, 0, 2, 0, 2)
    assert data.count(stated) == 1
    with pytest.raises(error, match=message):
        read_document(data.replace(stated, struct.pack("<HHIIHH", 0x200, 14, *bounds)))


def test_limits(raw: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx({"a": [["规章"] * 20] * 60})
    monkeypatch.setattr(sheet_reader, "_MAX_PLACES", 1000)
    with pytest.raises(RefusedFile, match="1,000 places"):
        read_sheet(raw(data))
    monkeypatch.setattr(sheet_reader, "_MAX_UNPACKED", 2**10)
    with pytest.raises(RefusedFile, match="unpacks to more than"):
        read_sheet(raw(data))


def test_a_part_that_unpacks_to_too_much(raw: Callable[..., Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx({"a": [["规章", 1]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * (100 * 2**20)
    with pytest.raises(RefusedFile, match="unpacks to more than"):
        read_sheet(raw(repacked(parts)))


def test_a_long_label_between_rows_of_numbers_stays_a_row() -> None:
    label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    cells = [
        SheetCell("甲", 0, 0),
        SheetCell("1", 0, 1),
        SheetCell(label, 1, 0),
        SheetCell("乙", 2, 0),
        SheetCell("2", 2, 1),
    ]
    (table,) = cells_to_blocks(cells, "")
    assert [c.text for c in getattr(table, "cells", ())] == ["甲", "1", label, "", "乙", "2"]


def test_two_tables_of_different_width_begin_where_they_begin(outline: Outline) -> None:
    rows = [["", "规章", 1], [None], ["甲", "乙", "丙", "丁"], [1, 2, 3, 4]]
    document = read_document(xlsx({"a": rows}))
    assert outline(document) == [[["规章", "1"]], [["甲", "乙", "丙", "丁"], ["1", "2", "3", "4"]]]
    assert [table.cells[0].locator.cell for table in document.tables()] == ["B1", "A3"]


def test_a_formula_that_nobody_worked_out_is_no_blank(raw: Callable[..., Any], outline: Outline) -> None:
    book = openpyxl.Workbook()
    for row in (["行政处罚", 3, 4], ["行政强制", 5, "=SUM(B1:B2)"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert outline(read_sheet(raw(stream.getvalue()))) == [[["行政处罚", "3", "4"], ["行政强制", "5", "=SUM(B1:B2)"]]]

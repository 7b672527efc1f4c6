"""PDFs: ruled tables exact, over pages too; prose joined; page furniture out."""

import io
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pypdfium2
import pytest

from extract.document import Document, Table
from extract.errors import RefusedFile, UnreadableFile
from extract.readers import pdf_fonts
from extract.readers.pdf import read_pdf
from extract.readers.rawfile import RawFile

Raw = Callable[..., RawFile]
Outline = Callable[[Document], list[object]]
Build = Callable[..., bytes]
Page = Callable[[Any], None]

FULL = "全年主动公开政府信息若干条并及时回应社会关切的各类重点问题事项"  # 31 characters of 12 points: a full line


def grid(
    pen: Any, top: float, rows: list[list[str]], *, bars: bool = False, xs: tuple[int, ...] = (80, 220, 300, 380)
) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            y = top + number * 20
            pen.cell(xs[column], y, xs[column + 1], y + 20, text, bars=bars)


@pytest.mark.parametrize("bars", [False, True])
def test_merged_cells_and_locators(raw: Raw, pdf_file: Build, outline: Outline, bars: bool) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 80, "二、主动公开政府信息情况")
        pen.cell(80, 110, 220, 150, "信息\n内容", bars=bars)
        pen.cell(220, 110, 380, 130, "申请人", bars=bars)
        pen.cell(220, 130, 300, 150, "甲", bars=bars)
        pen.cell(300, 130, 380, 150, "乙", bars=bars)
        grid(pen, 150, [["规章", "0", ""]], bars=bars)
        pen.text(80, 200, "2020年发布总数量：0")

    document = read_pdf(raw(pdf_file(page)))
    assert outline(document) == [
        "二、主动公开政府信息情况",
        [[("信息\n内容", 2, 1), ("申请人", 1, 2)], ["甲", "乙"], ["规章", "0", ""]],
        "2020年发布总数量：0",
    ]
    (table,) = document.tables()
    assert table.grid_proven
    locator = next(cell.locator for cell in table.cells if cell.text == "乙")
    assert locator.page == 1
    assert locator.bbox == pytest.approx((300, 130, 380, 150), abs=1)


def test_a_turned_page_has_places_as_shown(raw: Raw, pdf_file: Build) -> None:
    def page(pen: Any) -> None:
        pen.canvas.setPageRotation(90)
        pen.canvas.translate(595, 0)
        pen.canvas.rotate(90)  # what is drawn now stands upright on the page as shown, 842 wide and 595 high
        pen.canvas.translate(0, -247)
        pen.text(100, 60, "横排页面上的标题文字")
        grid(pen, 100, [["规章", "0", "1"], ["行政规范性文件的名称", "2", "3"]])

    document = read_pdf(raw(pdf_file(page)))
    (table,) = document.tables()
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["规章", "0", "1"],
        ["行政规范性文件的名称", "2", "3"],
    ]
    assert table.cells[0].locator.bbox == pytest.approx((80, 100, 220, 120), abs=1)


def numbered(number: int) -> Page:
    return lambda pen: pen.text(285, 790, f"- {number} -", 10)


def test_a_table_over_three_pages_with_a_repeated_header(
    raw: Raw, pdf_file: Build, only_table: Callable[[Document], Table]
) -> None:
    header = [["申请", "自然人", "总计"]]

    def page(number: int, top: float, count: int) -> Page:
        def draw(pen: Any) -> None:
            grid(pen, top, header + [[f"{number}.{n}事项", str(n), ""] for n in range(count)])
            numbered(number)(pen)

        return draw

    document = read_pdf(raw(pdf_file(page(1, 400, 16), page(2, 80, 30), page(3, 80, 3))))
    table = only_table(document)
    assert table.row_count == 1 + 16 + 30 + 3
    assert [cell.text for cell in table.cells].count("申请") == 1
    assert not list(document.paragraphs())
    assert {cell.text: cell.locator.page for cell in table.cells}["3.0事项"] == 3


def test_a_label_that_spans_the_break_is_one_cell_and_a_broken_word_is_kept(
    raw: Raw, pdf_file: Build, only_table: Callable[[Document], Table]
) -> None:
    def first(pen: Any) -> None:
        pen.cell(80, 700, 220, 760, "三、本年度办理结果")
        for y, text in ((700, "（一）予以公开"), (720, "（二）部分公开"), (740, "（四）无")):
            pen.cell(220, y, 380, y + 20, text)
            pen.cell(380, y, 440, y + 20, "1")
        numbered(1)(pen)

    def second(pen: Any) -> None:
        pen.cell(80, 80, 220, 120)
        pen.cell(220, 80, 380, 100, "法提供")
        pen.cell(380, 80, 440, 100)
        pen.cell(220, 100, 380, 120, "（五）不予处理")
        pen.cell(380, 100, 440, 120, "0")

    table = only_table(read_pdf(raw(pdf_file(first, second))))
    assert table.cells[0].text == "三、本年度办理结果"
    assert (table.cells[0].rowspan, table.row_count) == (5, 5)
    assert [cell.text for cell in table.cells if cell.column == 1] == [
        *("（一）予以公开", "（二）部分公开", "（四）无", "法提供", "（五）不予处理")
    ]


def test_tables_with_prose_or_other_columns_between_stay_apart(raw: Raw, pdf_file: Build) -> None:
    rows = [["规章", "0", "0"]] * 3

    def last(pen: Any) -> None:
        grid(pen, 700, rows)

    def after_prose(pen: Any) -> None:
        pen.text(80, 70, "四、政府信息公开行政复议、行政诉讼情况")
        grid(pen, 100, rows)

    def other_place(pen: Any) -> None:
        grid(pen, 80, rows, xs=(100, 200, 320, 460))

    assert len(list(read_pdf(raw(pdf_file(last, after_prose))).tables())) == 2
    assert len(list(read_pdf(raw(pdf_file(last, other_place))).tables())) == 2


def test_wrapped_lines_are_joined_also_over_a_page(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def first(pen: Any) -> None:
        pen.text(150, 80, "甲局2020年年度报告", 18)
        pen.text(104, 120, FULL[:29])
        pen.text(80, 140, "收到申请三件。")
        pen.text(104, 160, FULL[:29])
        numbered(1)(pen)

    def second(pen: Any) -> None:
        pen.text(80, 80, FULL)
        pen.text(80, 100, "办结两件。")
        pen.text(104, 120, "（二）另起一段。")
        pen.text(290, 800, "2", 10)

    assert outline(read_pdf(raw(pdf_file(first, second)))) == [
        "甲局2020年年度报告",
        f"{FULL[:29]}收到申请三件。",
        f"{FULL[:29]}{FULL}办结两件。",
        "（二）另起一段。",
    ]


@pytest.mark.parametrize("number", ["- 4 -", "— 4 —", "第4页", "第 4 页 共 9 页", "4", "4/9", "－４－"])
def test_page_numbers_are_no_prose(raw: Raw, pdf_file: Build, outline: Outline, number: str) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 200, "全年公开五十二条，均按要求予以回应和办理。")
        pen.text(285, 795, number, 10)

    assert outline(read_pdf(raw(pdf_file(page)))) == ["全年公开五十二条，均按要求予以回应和办理。"]


def test_running_heads_are_no_prose_and_a_number_in_the_text_is(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(text: str) -> Page:
        def draw(pen: Any) -> None:
            pen.text(80, 30, "甲区政府信息公开", 9)
            pen.text(80, 300, text)

        return draw

    assert outline(read_pdf(raw(pdf_file(page("第一页的正文内容，说明工作开展情况。"), page("42"))))) == [
        "第一页的正文内容，说明工作开展情况。",
        "42",
    ]


def test_backgrounds_and_frames_are_no_tables(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(pen: Any) -> None:
        pen.canvas.setFillColorRGB(0.9, 0.9, 0.9)
        pen.canvas.rect(70, 500, 400, 300, stroke=0, fill=1)
        pen.canvas.setFillColorRGB(0, 0, 0)
        pen.cell(60, 30, 500, 820)  # a frame around the page
        pen.text(80, 100, "全年公开五十二条，均按要求予以回应和办理。")
        pen.line(80, 120, 400, 120)

    assert outline(read_pdf(raw(pdf_file(page)))) == ["全年公开五十二条，均按要求予以回应和办理。"]


def test_a_table_without_side_borders(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(pen: Any) -> None:
        for y in (100, 120, 140):
            pen.line(80, y, 380, y)
        pen.line(220, 100, 220, 140)
        for x, y, text in ((90, 103, "行政许可的事项"), (230, 103, "12"), (90, 123, "行政处罚的事项"), (230, 123, "3")):
            pen.text(x, y, text, 10)

    assert outline(read_pdf(raw(pdf_file(page)))) == [[["行政许可的事项", "12"], ["行政处罚的事项", "3"]]]


def test_lines_drawn_in_a_form_object_count(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(pen: Any) -> None:
        pen.canvas.beginForm("lines")
        grid(pen, 100, [["", "", ""], ["", "", ""]])
        pen.canvas.endForm()
        pen.canvas.translate(40, 0)
        pen.canvas.doForm("lines")
        for x, text in ((83, "行政许可的事项名称"), (223, "12"), (303, "3")):
            pen.text(x, 103, text, 10)

    assert outline(read_pdf(raw(pdf_file(page)))) == [[["行政许可的事项名称", "12", "3"], ["", "", ""]]]


def test_a_stated_title(raw: Raw, pdf_file: Build) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 100, "全年公开五十二条，均按要求予以回应和办理。")

    assert read_pdf(raw(pdf_file(page, title="甲局2020年度报告"))).title == "甲局2020年度报告"
    assert read_pdf(raw(pdf_file(page, title="文档1"))).title is None


def test_a_page_without_text_is_no_scan(raw: Raw, pdf_file: Build) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 100, "全年公开五十二条，均按要求予以回应和办理。")

    document = read_pdf(raw(pdf_file(page, lambda pen: pen.line(0, 0, 9, 9))))
    assert document.meta == {"pages": "2"}


def test_files_that_cannot_be_read(raw: Raw, pdf_file: Build) -> None:
    with pytest.raises(UnreadableFile, match="prints no text"):
        read_pdf(raw(pdf_file(lambda pen: pen.line(0, 0, 9, 9))))
    with pytest.raises(UnreadableFile, match="password"):
        read_pdf(raw(pdf_file(lambda pen: pen.text(80, 80, "甲"), encrypt="secret")))
    with pytest.raises(UnreadableFile, match="damaged"):
        read_pdf(raw(b"%PDF-1.4 nothing"))


def test_too_many_pages_are_refused(raw: Raw) -> None:
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(501):
        pdf.new_page(100, 100)
    buffer = io.BytesIO()
    pdf.save(buffer)
    pdf.close()
    with pytest.raises(RefusedFile, match="501 pages"):
        read_pdf(raw(buffer.getvalue()))


def test_a_drawing_of_very_many_lines_is_refused(raw: Raw, pdf_file: Build) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 80, "全年公开五十二条，均按要求予以回应和办理。")
        for n in range(5000):
            pen.line(10 + n % 50 * 10, 100 + n // 50 * 7, 15 + n % 50 * 10, 100 + n // 50 * 7)

    with pytest.raises(RefusedFile, match="lines"):
        read_pdf(raw(pdf_file(page)))


def test_a_line_left_short_by_what_cannot_be_broken_goes_on(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(pen: Any) -> None:
        for top in (80, 100, 120):
            pen.text(80, top, FULL)
        pen.text(80, 140, FULL[:28])
        pen.text(80, 160, "类）：10402")

    assert outline(read_pdf(raw(pdf_file(page)))) == [f"{FULL * 3}{FULL[:28]}类）：10402"]


def test_fonts_that_are_not_in_the_file_are_not_looked_for_on_the_machine(
    raw: Raw, pdf_file: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(wraps=pdf_fonts._FONTS._machine)
    monkeypatch.setattr(pdf_fonts._FONTS, "_machine", asked)
    rows = [["本", "期", "件"], ["1", "二", ""]]
    document = read_pdf(raw(pdf_file(lambda pen: grid(pen, 100, rows))))
    assert [cell.text for table in document.tables() for cell in table.cells] == [text for row in rows for text in row]
    assert not asked.mock_calls
    with pypdfium2.PdfDocument(pdf_file(lambda pen: pen.text(80, 80, "期"))) as pdf:
        pdf[0].close()
    assert asked.MapFont.called  # where a page is shown, they are


def test_what_stands_in_the_fields_of_a_form_is_printed(raw: Raw, pdf_file: Build, outline: Outline) -> None:
    def page(pen: Any) -> None:
        grid(pen, 100, [["行政处罚", ""], ["行政强制", "0"]])
        field = {"width": 60, "height": 14, "fontSize": 10, "borderWidth": 0}
        pen.canvas.acroForm.textfield(name="penalties", value="245", x=225, y=842 - 117, **field)

    assert outline(read_pdf(raw(pdf_file(page)))) == [[["行政处罚", "245"], ["行政强制", "0"]]]

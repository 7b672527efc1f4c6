"""Pictures as documents, as pages of a PDF, and inside pages and Word files."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document, Paragraph, Table
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document
from extract.readers.docx import read_docx
from extract.readers.html import read_html
from extract.readers.pdf import read_pdf
from extract.readers.rawfile import RawFile
from extract.readers.scan_page import grey_to_page
from extract.readers.scan_reading import read_pages
from extract.readers.scan_recogniser import line_to_columns
from sample.fonts import MISSING, chinese_fonts, find_fonts

Raw = Callable[..., RawFile]
FONTS = find_fonts()
needs_font = pytest.mark.skipif(not FONTS, reason=MISSING)
ROWS = [["规章", "0", ""], ["行政许可", "1,234", "/"], ["行政处罚", "17", "—"]]
EXPECTED = [["规章", "0", ""], ["行政许可", "1,234", "/"], ["行政处罚", "17", "-"]]


def draw_table(rows: list[list[str]], top: int = 40, size: tuple[int, int] = (900, 420)) -> Image.Image:
    """A picture of a ruled table in one of the machine's Chinese fonts."""
    font = ImageFont.truetype(str(next(iter(FONTS.values()))), 29)
    picture = Image.new("L", size, 252)
    pen = ImageDraw.Draw(picture)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            left, up = 60 + column * 250, top + row * 70
            pen.rectangle((left, up, left + 250, up + 70), outline=30, width=2)
            pen.text((left + 60, up + 20), text, font=font, fill=15)
    return picture


def to_bytes(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


@needs_font
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "GIF"])
def test_a_picture_is_a_document(kind: str) -> None:
    document = read_document(to_bytes(draw_table(ROWS), kind), name="report")
    (table,) = document.tables()
    assert texts(table) == EXPECTED
    assert (table.grid_proven, table.recognised) == (True, True)
    assert all(0.9 <= cell.confidence < 1.0 for cell in table.cells)
    assert table.cells[0].locator.page == 1
    assert table.cells[0].locator.bbox == pytest.approx((60, 40, 310, 110), abs=4)
    assert document.media_type == f"image/{kind.lower()}"


@needs_font
def test_a_transparent_picture_lies_on_white() -> None:
    picture = draw_table(ROWS).convert("L")
    layered = Image.merge("LA", (Image.new("L", picture.size, 0), picture.point(lambda grey: 255 - grey)))
    (table,) = read_document(to_bytes(layered)).tables()
    assert texts(table) == EXPECTED


@needs_font
def test_the_pages_of_a_tiff_and_a_table_over_two_of_them() -> None:
    page = (900, 1100)
    head = ["信息内容", "本年制发件数", "现行有效件数"]
    first = draw_table([head, *ROWS], top=800, size=page)
    second = draw_table([head, ["行政强制", "8", "3"]], top=40, size=page)
    document = read_document(to_bytes(first, "TIFF", save_all=True, append_images=[second]))
    (table,) = document.tables()
    assert texts(table) == [head, *EXPECTED, ["行政强制", "8", "3"]]
    assert table.cells[-1].locator.page == 2
    assert document.meta["pages_recognised"] == "1,2"


@needs_font
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_that_lay_on_its_side(turn: Image.Transpose) -> None:
    rows = [["规范性文件", "0", ""], ["行政许可", "1,234", "/"], ["行政处罚", "17", "—"]]
    upright = draw_table(rows)
    (table,) = read_document(to_bytes(upright.transpose(turn))).tables()
    assert [row[1:] for row in texts(table)] == [row[1:] for row in EXPECTED]
    marked = Image.new("L", upright.size, 0)
    ImageDraw.Draw(marked).rectangle((60, 40, 310, 110), fill=255)
    assert table.cells[0].locator.bbox == pytest.approx(marked.transpose(turn).getbbox(), abs=5)


@needs_font
def test_a_new_table_at_the_head_of_a_page_keeps_its_header() -> None:
    page = (900, 1100)
    first = draw_table([["第（五）项", "本年处理"], ["行政许可", "12"]], top=900, size=page)
    second = draw_table([["第（六）项", "本年处理"], ["行政强制", "8"]], top=40, size=page)
    document = read_document(to_bytes(first, "TIFF", save_all=True, append_images=[second]))
    printed = [row[0] for table in document.tables() for row in texts(table)]
    assert [label.replace("(", "（").replace(")", "）") for label in printed] == [
        "第（五）项",
        "行政许可",
        "第（六）项",
        "行政强制",
    ]


def test_a_huge_picture_is_refused_undecoded() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    for width, height in ((20_000, 20_000), (12_000, 9_000)):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        with pytest.raises(RefusedFile, match="million"):
            read_document(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b""))


def test_a_picture_that_is_none_or_empty() -> None:
    with pytest.raises(UnreadableFile, match="damaged picture"):
        read_document(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    with pytest.raises(UnreadableFile, match="shows no text"):
        read_document(to_bytes(Image.new("L", (600, 400), 255)))
    whole = to_bytes(Image.effect_noise((300, 300), 90), "JPEG")
    with pytest.raises(UnreadableFile, match="picture"):
        read_document(whole[: len(whole) // 3])


@needs_font
def test_pages_with_and_without_a_text_layer(raw: Raw, pdf_file: Callable[..., bytes]) -> None:
    def printed(pen: Any) -> None:
        pen.text(80, 100, "全年公开五十二条，均按要求予以回应和办理。")

    def scanned(pen: Any) -> None:
        pen.canvas.drawImage(ImageReader(draw_table(ROWS, top=200, size=(1654, 2339))), 0, 0, 595, 842)

    document = read_pdf(raw(pdf_file(printed, scanned)))
    paragraph, table = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.confidence == 1.0
    assert isinstance(table, Table)
    assert texts(table) == EXPECTED
    assert table.cells[0].locator.page == 2
    assert table.cells[0].locator.bbox == pytest.approx((21.6, 72, 111.6, 97.2), abs=2)
    assert document.meta == {"pages": "2", "pages_recognised": "2"}


@needs_font
def test_the_invisible_text_of_a_scan_does_not_count(raw: Raw, pdf_file: Callable[..., bytes]) -> None:
    def page(pen: Any) -> None:
        pen.canvas.drawImage(ImageReader(draw_table(ROWS, top=200, size=(1654, 2339))), 0, 0, 595, 842)
        layer = pen.canvas.beginText(80, 700)
        layer.setTextRenderMode(3)
        layer.setFont("STSong-Light", 12)
        layer.textLines("规章 O 行政许可 l,234 行政处罚 l7\n" * 6)
        pen.canvas.drawText(layer)

    (table,) = read_pdf(raw(pdf_file(page))).blocks
    assert isinstance(table, Table)
    assert texts(table) == EXPECTED


@needs_font
def test_a_font_that_does_not_say_what_it_prints() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), pageCompression=0)
    canvas.setFont(chinese_fonts()[0], 14)
    canvas.drawString(80, 700, "共收到政府信息公开申请12件，其中网上申请3件。")
    canvas.save()
    unmapped = buffer.getvalue().replace(b"/ToUnicode", b"/NoUnicode")
    (line,) = read_document(unmapped).paragraphs()
    assert line.text == "共收到政府信息公开申请12件，其中网上申请3件。"
    assert line.confidence < 1.0


@needs_font
def test_a_long_scan_is_read_as_far_as_its_budget_goes(
    raw: Raw, pdf_file: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(pen: Any) -> None:
        pen.canvas.drawImage(ImageReader(draw_table(ROWS, top=200, size=(1654, 2339))), 0, 0, 595, 842)

    monkeypatch.setattr("extract.readers.pdf._MAX_SCANS", 2)
    document = read_pdf(raw(pdf_file(page, page, page)))
    assert document.meta == {"pages": "3", "pages_recognised": "1,2", "pages_not_recognised": "3"}
    picture = np.asarray(draw_table(ROWS))
    pages = [grey_to_page(picture, number) for number in (1, 2, 3)]
    read = read_pages(pages, budget=2 * sum(map(line_to_columns, pages[0].table_lines)))
    assert [(len(page.tables), page.complete) for page in read] == [(1, True), (1, True), (0, False)]


@needs_font
def test_a_picture_of_a_table_on_a_printed_page(raw: Raw, pdf_file: Callable[..., bytes]) -> None:
    def page(pen: Any) -> None:
        pen.text(80, 100, "二、主动公开政府信息情况")
        pen.canvas.drawImage(ImageReader(draw_table(ROWS)), 80, 842 - 400, 400, 187)
        pen.text(80, 500, "三、收到和处理政府信息公开申请情况如下，特此说明。")
        pen.text(80, 520, "本机关全年收到申请十二件，均已依法按期答复申请人，无一逾期，也未引起复议和诉讼。")

    before, table, *after = read_pdf(raw(pdf_file(page))).blocks
    assert isinstance(before, Paragraph)
    assert isinstance(table, Table)
    assert texts(table) == EXPECTED
    assert all(isinstance(block, Paragraph) for block in after)


def outline(document: Document) -> list[object]:
    return [texts(block) if isinstance(block, Table) else block.text for block in document.blocks]


@needs_font
def test_pictures_in_a_page_stand_where_they_are_shown(raw: Raw) -> None:
    png = to_bytes(draw_table(ROWS))
    icon = base64.b64encode(to_bytes(Image.new("L", (32, 32), 90))).decode()
    inline = base64.b64encode(png).decode()
    page = (
        f'<html><body><h1>年报</h1><p>之前<img src="data:image/png;base64,{icon}">的话。</p>'
        f'<table><tr><td><img src="data:image/png;base64,{inline}"></td></tr></table>'
        '<p>其间的话。</p><p><img src="../pic/b.png"></p><p>之后的话。</p></body></html>'
    )
    file = RawFile(page.encode(), "0", None, "https://a.gov.cn/x/y.html", {"https://a.gov.cn/pic/b.png": png})
    document = read_html(file)
    assert outline(document) == ["年报", "之前的话。", EXPECTED, "其间的话。", EXPECTED, "之后的话。"]
    first, second = document.tables()
    assert first.cells[0].locator.path == "/html[1]/body[1]/table[1]/tr[1]/td[1]/img[1]"
    assert second.cells[0].locator.part == "https://a.gov.cn/pic/b.png"


def test_what_shows_no_table_or_text_gives_nothing(raw: Raw) -> None:
    noise = to_bytes(Image.effect_noise((800, 600), 60), "JPEG")
    bars = Image.new("L", (400, 400), 255)
    for at in range(0, 400, 20):
        ImageDraw.Draw(bars).rectangle((at, at % 60, at + 9, 399 - at % 80), fill=0)
    shown = "".join(f'<img src="{name}">' for name in ("photo.jpg", "code.png"))
    file = RawFile(f"<p>甲{shown}</p>".encode(), "0", None, "", {"photo.jpg": noise, "code.png": to_bytes(bars)})
    assert outline(read_html(file)) == ["甲"]


def test_a_picture_among_the_assets_is_read_where_it_is_linked_and_not_where_it_is_furniture() -> None:
    page = b'<html><body><p>\xe5\xb9\xb4\xe6\x8a\xa5</p><img src="/logo.png"><a href="/report.png">x</a></body></html>'
    empty = to_bytes(Image.new("L", (600, 400), 255))
    assets = {"https://a.gov.cn/logo.png": empty, "https://a.gov.cn/report.png": empty}
    meta = read_document(page, name="https://a.gov.cn/", assets=assets).meta
    assert [key for key in meta if key.startswith("unread:")] == ["unread:https://a.gov.cn/report.png"]


_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId5" Type="image" Target="media/image1.png"/></Relationships>'
)
_BLIP = (
    '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId5"/></w:drawing></w:r>'
)
_VML = (
    '<w:r><w:pict><v:imagedata xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' r:id="rId5"/></w:pict></w:r>'
)


@needs_font
@pytest.mark.parametrize("drawing", [_BLIP, _VML])
def test_pictures_in_a_word_file_stand_where_they_are_drawn(
    raw: Raw, docx_file: Callable[..., bytes], drawing: str
) -> None:
    body = (
        "<w:p><w:r><w:t>之前的话。</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{drawing}</w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>之后的话。</w:t></w:r></w:p>"
    )
    members = {"word/_rels/document.xml.rels": _RELATIONS, "word/media/image1.png": to_bytes(draw_table(ROWS))}
    document = read_docx(raw(docx_file(body, **members)))
    assert outline(document) == ["之前的话。", EXPECTED, "之后的话。"]
    (table,) = document.tables()
    assert table.cells[0].locator.part == "word/media/image1.png"


def test_a_picture_that_did_not_come_with_the_page_is_said() -> None:
    page = """<html><body><div id="zoom"><p>三、收到和处理政府信息公开申请情况</p><p><img src="../pic/W01.png"></p>
    <p><img src="/images/icon_doc.gif" width="16">附件</p>
    <p><img src="data:image/png;base64,%s"></p></div></body></html>"""
    broken = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(3000)).decode()
    document = read_document((page % broken).encode(), name="https://a.gov.cn/nb/t1.html")
    assert {key: value for key, value in document.meta.items() if key.startswith("unread:")} == {
        "unread:https://a.gov.cn/pic/W01.png": "is a picture that did not come with the page",
        "unread:data:3": "is a damaged picture (nothing follows its first bytes); fetch it again",
    }

"""Files that hold files: ZIP, gzip and web archives, and files whose names promise something else."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from extract.document import Document, Table
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document, sniff
from extract.readers import archive as archive_reader
from extract.readers import unzip
from extract.readers.unzip import open_zip, read_member

Outline = Callable[[Document], list[object]]
Docx = Callable[..., bytes]
PAGE = "<html><body><p>全年公开52条。</p></body></html>".encode()
TABLE = "<html xmlns:x='urn:x'><table><tr><td>规章</td><td>5</td></tr><tr><td>许可</td><td>6</td></tr></table></html>"


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def in_gbk(data: bytes, names: dict[str, str]) -> bytes:
    """The archive with these names in it stored in GBK, and nothing that says so, as Windows packs."""
    for ascii_name, chinese in names.items():
        stored = chinese.encode("gb18030")
        assert len(stored) == len(ascii_name)
        data = data.replace(ascii_name.encode(), stored)
    return data


def test_files_in_order_of_their_names(docx_file: Docx, outline: Outline) -> None:
    data = zipped({"b-xxxx.docx": docx_file(p("第二份")), "a.html": PAGE, "c/d.txt": "第三份".encode()})
    document = read_document(in_gbk(data, {"b-xxxx.docx": "b-附表.docx"}), name="附件.zip")
    assert outline(document) == ["全年公开52条。", "第二份", "第三份"]
    assert [paragraph.locator.part for paragraph in document.paragraphs()] == ["a.html", "b-附表.docx", "c/d.txt"]
    assert document.media_type == "application/zip"


def test_names_in_utf8_without_saying_so(outline: Outline) -> None:
    data = zipped({"xxxxxx.txt": "正文".encode()}).replace(b"xxxxxx", "报告".encode())
    (paragraph,) = read_document(data).paragraphs()
    assert paragraph.locator.part == "报告.txt"


def test_what_cannot_be_read_is_said_and_the_rest_is_read(outline: Outline) -> None:
    files = {"a.png": b"\x89PNG\r\n\x1a\n", "b.txt": "正文".encode(), "__MACOSX/._b.txt": b"\0", "Thumbs.db": b"x"}
    document = read_document(zipped(files))
    assert outline(document) == ["正文"]
    assert {key: value for key, value in document.meta.items() if key.startswith("unread")} == {
        "unread:a.png": "is a damaged picture (nothing follows its first bytes); fetch it again"
    }


def test_nothing_that_can_be_read() -> None:
    with pytest.raises(
        UnreadableFile, match=r"without a file that can be read \(a\.png is a damaged picture.*; b\.rar is a RAR"
    ):
        read_document(zipped({"a.png": b"\x89PNG\r\n\x1a\n", "b.rar": b"Rar!\x1a\x07\0"}))
    with pytest.raises(UnreadableFile, match="it is empty"):
        read_document(zipped({}))


def test_archives_in_archives(outline: Outline) -> None:
    inner = zipped({"b.txt": "正文".encode()})
    document = read_document(zipped({"a.zip": inner}))
    (paragraph,) = document.paragraphs()
    assert paragraph.locator.part == "a.zip!b.txt"
    with pytest.raises(UnreadableFile, match="is an archive in 2 archives; unpack it by hand"):
        read_document(zipped({"c.zip": zipped({"a.zip": inner})}))


def test_a_sheet_in_a_workbook_in_an_archive() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["规章", 5])
    book.save(buffer)
    (table,) = read_document(zipped({"附件.xlsx": buffer.getvalue()})).tables()
    assert [(c.locator.part, c.locator.cell) for c in table.cells] == [
        ("附件.xlsx!Sheet", "A1"),
        ("附件.xlsx!Sheet", "B1"),
    ]


def test_an_archive_among_the_assets() -> None:
    url = "https://a.gov.cn/a.zip"
    document = read_document(PAGE, assets={url: zipped({"b.txt": "附件".encode()})})
    assert [paragraph.locator.part for paragraph in document.paragraphs()] == ["", f"{url}!b.txt"]


def locked(data: bytes) -> bytes:
    """The archive with the flag of encryption set on each of its files."""
    changed = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + flags] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def test_a_password(docx_file: Docx) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.txt is password-protected; ask for an open copy"):
        read_document(locked(zipped({"a.txt": "正文".encode()})))
    with pytest.raises(UnreadableFile, match="password-protected"):
        read_document(locked(docx_file(p("正文"))))


def test_a_decompression_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.txt": b"0" * (8 * 2**20)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was unpacked"))
    with pytest.raises(RefusedFile, match=r"a\.txt, packed as densely as a decompression bomb"):
        read_document(bomb)


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped({"a.txt": b"0" * 2**20}))
    for mark, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        data[at + size : at + size + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="CRC"):
        read_document(bytes(data))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({f"{at}.txt": b"x" * 1000 for at in range(9)}, zipfile.ZIP_STORED)
    monkeypatch.setattr(archive_reader, "_MAX_FILES", 8)
    with pytest.raises(RefusedFile, match="of 9 files, more than the 8 allowed"):
        read_document(data)
    monkeypatch.setattr(unzip, "MAX_MEMBERS", 8)
    with pytest.raises(RefusedFile, match="archive of 9 files"):
        read_document(data)


def test_a_member_goes_no_further_than_its_limit() -> None:
    with open_zip(zipped({"a.txt": b"x" * 1000})) as archive, pytest.raises(RefusedFile, match="unpacks to more than"):
        read_member(archive, archive.infolist()[0], 999)


def test_gzip(outline: Outline, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_document(gzip.compress(PAGE), name="https://a.gov.cn/t.html.gz")
    assert outline(document) == ["全年公开52条。"]
    assert next(document.paragraphs()).locator.part == "t.html"
    with pytest.raises(UnreadableFile, match="cut off"):
        read_document(gzip.compress(PAGE)[:-20])
    with pytest.raises(UnreadableFile, match="damaged gzip"):
        read_document(b"\x1f\x8b\x08" + b"\xff" * 40)
    monkeypatch.setattr(archive_reader, "MAX_PART", 2**20)
    with pytest.raises(RefusedFile, match="more than 1 MB"):
        read_document(gzip.compress(b"0" * (2**20 + 1)))


MHT = b"""MIME-Version: 1.0\r
Content-Type: multipart/related; boundary="=_x"; type="text/html"\r
\r
--=_x\r
Content-Location: file:///C:/a.htm\r
Content-Transfer-Encoding: %s\r
Content-Type: text/html; charset="gb2312"\r
\r
%s\r
--=_x\r
Content-Location: file:///C:/a.files/b.png\r
Content-Transfer-Encoding: base64\r
Content-Type: image/png\r
\r
iVBORw0KGgo=\r
--=_x--\r
"""


@pytest.mark.parametrize(
    ("encoding", "page"),
    [
        (b"quoted-printable", b"<html><body><p>=C8=AB=C4=EA=B9=AB=BF=AA5=\r\n2=CC=F5</p></body></html>"),
        (b"8bit", "<html><body><p>全年公开52条</p></body></html>".encode("gbk")),
    ],
)
def test_a_web_archive(encoding: bytes, page: bytes, outline: Outline) -> None:
    document = read_document(MHT % (encoding, page), name="report.doc")
    assert outline(document) == ["全年公开52条"]
    assert document.media_type == "multipart/related"


def test_a_web_archive_without_a_page() -> None:
    with pytest.raises(UnreadableFile, match="without a page"):
        read_document((MHT % (b"8bit", b"")).replace(b"text/html;", b"text/css;"))


@pytest.mark.parametrize("name", ["report.doc", "report.xls", "report.wps", "report.et"])
def test_a_page_under_an_office_name(name: str) -> None:
    document = read_document(TABLE.encode(), name=name)
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == ["规章", "5", "许可", "6"]
    assert document.media_type == "text/html"


def test_a_word_file_under_an_older_name(docx_file: Docx, outline: Outline) -> None:
    assert outline(read_document(docx_file(p("正文")), name="report.doc")) == ["正文"]
    assert outline(read_document(docx_file(p("正文")), name="report.wps")) == ["正文"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped({"META-INF/manifest.xml": b"<a/>", "content.xml": b"<a/>"}), "OpenDocument"),
        (zipped({"ppt/presentation.xml": b"<a/>"}), "presentation"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "2003 XML"),
        (b"Rar!\x1a\x07\0", "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    ],
)
def test_formats_without_a_reader(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=f"{message}.*which has no reader yet"):
        read_document(data, name="a.doc")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_tabs_under_the_name_of_a_workbook(encoding: str, outline: Outline) -> None:
    text = "规章\t5\r\n许可\t6\r\n"
    assert outline(read_document(text.encode(encoding), name="a.xls")) == [[["规章", "5"], ["许可", "6"]]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_commas(encoding: str, outline: Outline) -> None:
    text = (
        '某局2021年政府信息公开年报,,\r\n信息内容,本年制发件数,本年废止件数\r\n规章,"1,234",0\r\n"行政\r\n许可",,\r\n'
    )
    document = read_document(text.encode(encoding), name="a.csv")
    assert outline(document) == [
        "某局2021年政府信息公开年报",
        [
            ["信息内容", "本年制发件数", "本年废止件数"],
            ["规章", "1,234", "0"],
            ["行政\n许可", "", ""],
        ],
    ]
    (table,) = document.tables()
    assert isinstance(table, Table)
    assert not table.grid_proven
    assert table.cells[4].locator.cell == "B3"


def test_a_csv_without_commas_is_text(outline: Outline) -> None:
    assert sniff(b"x", name="a.csv").name == "CSV"
    assert outline(read_document("一、总体情况\n规章\t5\n许可\t6\n".encode(), name="a.csv")) == [
        "一、总体情况",
        [["规章", "5"], ["许可", "6"]],
    ]

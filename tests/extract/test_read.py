"""Which reader a file goes to, and what is said of files that go to none."""

import contextlib
import hashlib
import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import read
from extract.document import Paragraph
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document, sniff

PAGE = "<html><body><div id='zoom'><p>全年公开52条。</p></div></body></html>".encode()
FRAGMENT = "一、总体情况<br>全年公开52条。".encode()


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type", "expected"),
    [
        (b"%PDF-1.7 ...", "a.txt", "text/html", "PDF"),
        (b"\r\n%PDF-1.7 ...", "", None, "PDF"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.doc", None, "Word"),
        (zipped("word/document2.xml"), "", None, "Word"),
        (zipped("xl/workbook.xml"), "a.doc", None, "Excel"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "a.pdf", None, "OFD"),
        (zipped("a.txt", "b.docx"), "a.docx", None, "ZIP"),
        (b"\xef\xbb\xbf{\\rtf1}", "a.doc", None, "RTF"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; x", "a.doc", None, "MHT"),
        (b"\x1f\x8b\x08", "", None, "gzip"),
        (b"1,2", "a.csv", None, "CSV"),
        (PAGE, "a.txt", "text/plain", "HTML"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>x", "", None, "HTML"),
        (b"<?xml version='1.0'?><html/>", "", None, "HTML"),
        ("<html>甲</html>".encode("utf-16"), "", None, "HTML"),
        (b"<table><tr><td>1</td></tr></table><p>x</p><div>y</div>", "", None, "HTML"),
        (FRAGMENT, "https://a.gov.cn/t.shtml?x=.txt", None, "HTML"),
        (FRAGMENT, "", "text/html; charset=utf-8", "HTML"),
        (FRAGMENT, "report.txt", None, "text"),
        ("甲 < 乙，共 3 条".encode(), "", None, "text"),
    ],
)
def test_content_counts_before_name_and_header(data: bytes, name: str, media_type: str | None, expected: str) -> None:
    assert sniff(data, name=name, media_type=media_type).name == expected


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\0" * 100])
def test_an_empty_file(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is empty"):
        read_document(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "97"),
        (zipped("xl/workbook.xml"), "damaged workbook"),
        (zipped("OFD.xml"), "damaged OFD"),
        (zipped(), "ZIP archive without a file that can be read"),
        (zipped("ppt/presentation.xml"), "presentation"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"{\\rtf1{\\b", "RTF file that is cut off"),
        (bytes(range(1, 32)) * 40, "unknown format"),
    ],
)
def test_files_that_no_reader_understands(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_document(data, name="report.docx" if message == "damaged" else "")


def test_a_name_that_promises_another_format() -> None:
    with pytest.raises(UnreadableFile, match=r"named \.pdf"):
        read_document(b"\0\1\2 garbage", name="report.pdf")


def test_a_file_above_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    small = tuple(read.replace(row, max_bytes=100) for row in read.FORMATS)
    monkeypatch.setattr(read, "FORMATS", small)
    with pytest.raises(RefusedFile, match="more than the"):
        read_document(PAGE * 3)


def test_nothing_that_only_scans_need_is_loaded_before_there_is_one() -> None:
    program = "import sys, extract.read; print({'numpy', 'cv2', 'PIL', 'onnxruntime', 'rapidocr'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"


def test_a_document_carries_the_hash_of_its_bytes() -> None:
    document = read_document(PAGE, name="t.html")
    assert document.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert document.media_type == "text/html"


def test_the_charset_of_the_header_is_used() -> None:
    document = read_document("<html><p>資訊</p></html>".encode("big5"), media_type="text/html; charset=Big5")
    assert [paragraph.text for paragraph in document.paragraphs()] == ["資訊"]


def test_attachments_follow_with_their_url_as_part() -> None:
    text, picture = "https://a.gov.cn/a.txt", "https://a.gov.cn/b.png"
    assets = {text: "规章\t0\n许可\t1\n附注。".encode(), picture: b"\x89PNG\r\n\x1a\n"}
    document = read_document(PAGE, assets=assets)
    first, table, note = document.blocks
    assert isinstance(first, Paragraph)
    assert first.locator.part == ""
    assert {cell.locator.part for cell in getattr(table, "cells", ())} == {text}
    assert isinstance(note, Paragraph)
    assert note.locator.part == text
    assert "picture" in document.meta[f"unread:{picture}"]


@given(st.data())
def test_damage_ends_in_a_document_or_an_error_of_ours(data: st.DataObject) -> None:
    """Cut, doubled and overwritten bytes never end in anything else."""
    wholes = [
        *(PAGE, FRAGMENT, b"%PDF-1.4\n1 0 obj<<>>", b"{\\rtf1\\trowd\\cellx9 a\\cell\\row}"),
        *(zipped("word/document.xml"), zipped("OFD.xml"), zipped("xl/workbook.xml"), zipped("a.html", "b.zip")),
    ]
    damaged = bytearray(data.draw(st.sampled_from(wholes)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        damaged[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    with contextlib.suppress(UnreadableFile, RefusedFile):
        assert read_document(bytes(damaged)).sha256 == hashlib.sha256(damaged).hexdigest()

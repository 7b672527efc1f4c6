"""What the bytes of a file say about its format; portals get names and headers wrong, bytes seldom."""

from __future__ import annotations

import re

from extract.errors import UnreadableFile
from extract.readers import ole
from extract.readers.sheet import BOOK_STREAMS
from extract.readers.unzip import open_zip

_HEAD = 4096
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h1|br|script|style|ucapcontent|!--)[\s>/]", re.I
)
_PAGE_START = re.compile(
    rb"^[\s\0\xef\xbb\xbf\xff\xfe]*<(?:\?xml[^>]*>\s*<)?(?:!doctype\s+html|html|head|meta|!--)", re.I
)
_MIME = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_MIME_START = re.compile(rb"^\s*(?:mime-version|from|content-type|subject|date|x-[\w-]+):", re.I)
_OFFICE_XML = re.compile(rb"<\?mso-application|schemas\.microsoft\.com/office/(?:word/2003|2006/xmlPackage)")

# Formats that are known by sight and have no reader: (what the bytes start with, what it is).
_UNREAD_MAGIC = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
)
_UNREAD_MEMBERS = ((r"ppt/.*", "a presentation"), (r"META-INF/manifest\.xml", "an OpenDocument file"))
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_WORD_STREAM = "WordDocument"
_ENCRYPTED_STREAM = "EncryptedPackage"


def is_pdf(data: bytes) -> bool:
    """A PDF, also with some bytes before it."""
    return b"%PDF-" in data[:1024]


def is_docx(data: bytes) -> bool:
    """A Word file as a ZIP package."""
    return _has_member(data, r"word/document\d*\.xml")


def is_workbook(data: bytes) -> bool:
    """An Excel workbook, of either generation."""
    return _has_member(data, r"xl/workbook\d*\.(?:xml|bin)") or bool(_top_streams(data) & BOOK_STREAMS)


def is_doc(data: bytes) -> bool:
    """A Word 97–2003 file, as WPS writes them too."""
    return _WORD_STREAM in _top_streams(data)


def is_ofd(data: bytes) -> bool:
    """A document of the national format for fixed layout."""
    return _has_member(data, r"/?OFD\.xml")


def is_rtf(data: bytes) -> bool:
    """Rich text."""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf")


def is_mht(data: bytes) -> bool:
    """A web page saved as one file."""
    head = data[:_HEAD]
    return _MIME_START.match(head) is not None and _MIME.search(head) is not None


def is_zip(data: bytes) -> bool:
    """A ZIP archive; asked after the formats that are one inside."""
    return data.startswith(_ZIP_MAGIC) and _package(data) is None


def is_gzip(data: bytes) -> bool:
    """One compressed file."""
    return data.startswith(b"\x1f\x8b")


def is_html(data: bytes) -> bool:
    """A page, or a piece of one."""
    head = data[:_HEAD].replace(b"\0", b"")
    if _OFFICE_XML.search(head):
        return False
    return _PAGE_START.match(head) is not None or len(_TAG.findall(head)) >= 3


def refuse_unread(data: bytes) -> None:
    """Raise UnreadableFile for what is known by sight and has no reader."""
    if data.startswith(ole.MAGIC):
        if _ENCRYPTED_STREAM in _top_streams(data):
            raise UnreadableFile("is password-protected; ask for an open copy")
        raise UnreadableFile("is neither a Word nor an Excel 97–2003 file though packed like one; save it as PDF")
    what = next((what for magic, what in _UNREAD_MAGIC if data.startswith(magic)), None)
    if data.startswith(_ZIP_MAGIC):
        what = _package(data)
    elif _OFFICE_XML.search(data[:_HEAD]):
        what = "a Word or Excel 2003 XML file"
    if what:
        raise UnreadableFile(f"is {what}, which has no reader yet; save it as PDF, .docx or HTML")


def _package(data: bytes) -> str | None:
    """What a ZIP archive is that is no mere archive and has no reader."""
    return next((what for pattern, what in _UNREAD_MEMBERS if _has_member(data, pattern)), None)


def _has_member(data: bytes, pattern: str) -> bool:
    """Raises UnreadableFile where a ZIP's directory cannot be read."""
    if not data.startswith(_ZIP_MAGIC):
        return False
    with open_zip(data) as archive:
        return any(re.fullmatch(pattern, name, re.I) for name in archive.namelist())


def _top_streams(data: bytes) -> frozenset[str]:
    return ole.top_streams(data) if data.startswith(ole.MAGIC) else frozenset()

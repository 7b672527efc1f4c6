"""Bytes → Document: which format a file is (by its content, then by its name) and the reader for it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extract.document import Block, Document, Locator, Paragraph
from extract.errors import RefusedFile, UnreadableFile
from extract.readers import docx, html, pdf, scan, text
from extract.readers.rawfile import RawFile

_MB = 2**20
_HEAD = 4096
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h1|br|script|style|ucapcontent|!--)[\s>/]", re.I
)
_IMAGE_TAG = re.compile(rb"<img\b[^>]{1,2000}", re.I)
_PAGE_START = re.compile(
    rb"^[\s\0\xef\xbb\xbf\xff\xfe]*<(?:\?xml[^>]*>\s*<)?(?:!doctype\s+html|html|head|meta|!--)", re.I
)


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats: how to know it, how large it may be, and who reads it."""

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    max_bytes: int
    matches: Callable[[bytes], bool]
    """Whether the bytes themselves say that they are of this format."""
    reader: Callable[[RawFile], Document]


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _is_docx(data: bytes) -> bool:
    return data.startswith(b"PK") and any(re.fullmatch(r"word/document\d*\.xml", name) for name in _members(data))


def _is_html(data: bytes) -> bool:
    head = data[:_HEAD]
    return _PAGE_START.match(head.replace(b"\0", b"")) is not None or len(_TAG.findall(head.replace(b"\0", b""))) >= 3


FORMATS = (
    Format("PDF", (".pdf",), ("application/pdf",), 64 * _MB, _is_pdf, pdf.read_pdf),
    Format("Word", (".docx", ".docm", ".wps"), (docx.MEDIA_TYPE,), 64 * _MB, _is_docx, docx.read_docx),
    Format(
        "HTML",
        (".html", ".htm", ".shtml", ".jhtml", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
        16 * _MB,
        _is_html,
        html.read_html,
    ),
    Format("picture", scan.SUFFIXES, scan.MEDIA_TYPES, 64 * _MB, scan.is_picture, scan.read_picture),
    Format("text", (".txt", ".text", ".md", ".csv", ".tsv"), ("text/plain",), 4 * _MB, lambda _: False, text.read_text),
)
_TEXT_FORMATS = tuple(known for known in FORMATS if known.name in ("HTML", "text"))

# Formats that are known by sight and have no reader yet: (what the bytes start with or a member, what it is).
_UNREAD_MAGIC = (
    (b"{\\rtf", "an RTF file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"MIME-Version:", "a web archive (MHT)"),
)
_UNREAD_MEMBERS = (("xl/", "an Excel workbook"), ("OFD.xml", "an OFD file"), ("ppt/", "a presentation"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_document(
    data: bytes, *, name: str = "", media_type: str | None = None, assets: Mapping[str, bytes] | None = None
) -> Document:
    """Read one file; `name` is its file name or URL, `media_type` the HTTP header with its charset, both optional.

    `assets` are the files that belong to it, by URL: those of a readable format follow as blocks whose locator names
    the URL as its part; `meta["unread:<url>"]` says why one could not be read. A picture stands where the page shows
    it if it shows a table or text, and is passed over if not. Messages say what is wrong and what to do; which file it
    is, the caller adds.
    Raises UnreadableFile (empty, damaged, locked, unknown format), RefusedFile (a limit is exceeded).
    """
    document = _read_one(data, name, media_type, assets)
    meta, blocks = dict(document.meta), list(document.blocks)
    for url, asset in (assets or {}).items():
        if scan.is_picture(asset) and _is_shown(url, data):
            continue
        try:
            attached = _read_one(asset, url, None)
        except (UnreadableFile, RefusedFile) as error:
            meta[f"unread:{url}"] = str(error)
        else:
            blocks.extend(_with_part(block, url) for block in attached.blocks)
    return replace(document, meta=meta, blocks=tuple(blocks)) if assets else document


def _is_shown(url: str, page: bytes) -> bool:
    """Whether a page shows a picture itself, rather than linking it as a file of its own."""
    name = PurePosixPath(urlsplit(url).path).name.encode()
    return any(name in tag for tag in _IMAGE_TAG.findall(page))


def _read_one(data: bytes, name: str, media_type: str | None, assets: Mapping[str, bytes] | None = None) -> Document:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile("is empty; fetch it again")
    known = sniff(data, name=name, media_type=media_type)
    if len(data) > known.max_bytes:
        limit = known.max_bytes // _MB
        raise RefusedFile(f"is a {known.name} file of {len(data) / _MB:.1f} MB, more than the {limit} MB allowed")
    return known.reader(RawFile(data, hashlib.sha256(data).hexdigest(), _charset(media_type), name, assets or {}))


def sniff(data: bytes, *, name: str = "", media_type: str | None = None) -> Format:
    """The format of a file: what its bytes say counts before its name and header, which portals get wrong.

    Raises UnreadableFile for a format without a reader.
    """
    for known in FORMATS:
        if known.matches(data):
            return known
    _refuse_unread(data)
    suffix = PurePosixPath(unquote(urlsplit(name).path)).suffix.lower()
    bare_type = (media_type or "").partition(";")[0].strip().lower()
    for known in _TEXT_FORMATS:
        if suffix in known.suffixes or (not suffix and bare_type in known.media_types):
            return known
    for known in FORMATS:
        if known in _TEXT_FORMATS:
            continue
        if suffix in known.suffixes and b"\0" in data[:_HEAD]:
            raise UnreadableFile(f"is named {suffix} and is no {known.name} file; fetch it again")
    return FORMATS[-1]


def _refuse_unread(data: bytes) -> None:
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise UnreadableFile("is password-protected; ask for an open copy")
        raise UnreadableFile(
            "is a Word 97–2003 or Excel 97–2003 file, which has no reader yet; save it as .docx or PDF"
        )
    what = next((what for magic, what in _UNREAD_MAGIC if data.startswith(magic)), None)
    if data.startswith(b"PK"):
        members = _members(data)
        what = next(
            (what for part, what in _UNREAD_MEMBERS if any(m.startswith(part) for m in members)), "a ZIP archive"
        )
    if what:
        raise UnreadableFile(f"is {what}, which has no reader yet; save it as PDF, .docx or HTML")


def _members(data: bytes) -> list[str]:
    """Names in a ZIP archive; raises UnreadableFile where its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFile(f"is a damaged ZIP or Word file ({error}); fetch it again") from error


def _charset(media_type: str | None) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media_type or "", re.I)
    return found.group(1) if found else None


def _with_part(block: Block, part: str) -> Block:
    def placed(locator: Locator) -> Locator:
        return replace(locator, part=part)

    if isinstance(block, Paragraph):
        return replace(block, locator=placed(block.locator))
    return replace(block, cells=tuple(replace(cell, locator=placed(cell.locator)) for cell in block.cells))

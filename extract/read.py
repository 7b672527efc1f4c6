"""Bytes → Document: which format a file is (by its content, then by its name) and the reader for it."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers import archive, comma_rows, doc, docx, html, mht, ofd, pdf, rtf, scan, sheet, signatures, text
from extract.readers.parts import in_part
from extract.readers.rawfile import RawFile

_MB = 2**20
_HEAD = 4096
_IMAGE_TAG = re.compile(rb"<img\b[^>]{1,2000}", re.I)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # in which text has many zeros


def _read_zip(file: RawFile) -> Document:
    return archive.read_zip(file, _read_member)


def _read_gzip(file: RawFile) -> Document:
    return archive.read_gzip(file, _read_member)


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


# Those that say by their bytes what they are come first, packages before the archives that they are packed as.
FORMATS = (
    Format("PDF", (".pdf",), ("application/pdf",), 64 * _MB, signatures.is_pdf, pdf.read_pdf),
    Format("Word", (".docx", ".docm", ".wps"), (docx.MEDIA_TYPE,), 64 * _MB, signatures.is_docx, docx.read_docx),
    Format("Word 97–2003", (".doc", ".wps"), (doc.MEDIA_TYPE,), 64 * _MB, signatures.is_doc, doc.read_doc),
    Format("Excel", (".xlsx", ".xls", ".et"), sheet.MEDIA_TYPES, 32 * _MB, signatures.is_workbook, sheet.read_sheet),
    Format("OFD", (".ofd",), (ofd.MEDIA_TYPE,), 64 * _MB, signatures.is_ofd, ofd.read_ofd),
    Format("RTF", (".rtf",), rtf.MEDIA_TYPES, 32 * _MB, signatures.is_rtf, rtf.read_rtf),
    Format("MHT", (".mht", ".mhtml"), (mht.MEDIA_TYPE,), 32 * _MB, signatures.is_mht, mht.read_mht),
    Format("ZIP", (".zip",), (archive.ZIP_TYPE,), 64 * _MB, signatures.is_zip, _read_zip),
    Format("gzip", (".gz",), (archive.GZIP_TYPE,), 64 * _MB, signatures.is_gzip, _read_gzip),
    Format(
        "HTML",
        (".html", ".htm", ".shtml", ".jhtml", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
        16 * _MB,
        signatures.is_html,
        html.read_html,
    ),
    Format("picture", scan.SUFFIXES, scan.MEDIA_TYPES, 64 * _MB, scan.is_picture, scan.read_picture),
    Format("CSV", (".csv",), (comma_rows.MEDIA_TYPE,), 4 * _MB, lambda _: False, comma_rows.read_comma_rows),
    Format("text", (".txt", ".text", ".md", ".tsv"), ("text/plain",), 4 * _MB, lambda _: False, text.read_text),
)
_TEXT_FORMATS = ("HTML", "CSV", "text")


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
    document = _read_one(data, name, media_type, assets=assets)
    meta, blocks = dict(document.meta), list(document.blocks)
    for url, asset in (assets or {}).items():
        if scan.is_picture(asset) and _is_shown(url, data):
            continue
        try:
            attached = _read_one(asset, url, None)
        except (UnreadableFile, RefusedFile) as error:
            meta[f"unread:{url}"] = str(error)
        else:
            blocks.extend(in_part(block, url) for block in attached.blocks)
    return replace(document, meta=meta, blocks=tuple(blocks)) if assets else document


def _is_shown(url: str, page: bytes) -> bool:
    """Whether a page shows a picture itself, rather than linking it as a file of its own."""
    name = PurePosixPath(urlsplit(url).path).name
    printed = {name.encode(), unquote(name).encode(), unquote(name).encode("gb18030", "replace")}
    return any(each in tag for tag in _IMAGE_TAG.findall(page) for each in printed)


def _read_member(data: bytes, name: str, depth: int, room: int) -> Document:
    """One file out of an archive."""
    return _read_one(data, name, None, depth=depth, room=room)


def _read_one(
    data: bytes, name: str, media_type: str | None, *, assets: Mapping[str, bytes] | None = None, **place: int
) -> Document:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile("is empty; fetch it again")
    known = sniff(data, name=name, media_type=media_type)
    if len(data) > known.max_bytes:
        limit = known.max_bytes // _MB
        raise RefusedFile(f"is a {known.name} file of {len(data) / _MB:.1f} MB, more than the {limit} MB allowed")
    sha256 = hashlib.sha256(data).hexdigest()
    return known.reader(RawFile(data, sha256, _charset(media_type), name, assets or {}, **place))


def sniff(data: bytes, *, name: str = "", media_type: str | None = None) -> Format:
    """The format of a file: what its bytes say counts before its name and header, which portals get wrong.

    Raises UnreadableFile for a format without a reader.
    """
    for known in FORMATS:
        if known.matches(data):
            return known
    signatures.refuse_unread(data)
    suffix = PurePosixPath(unquote(urlsplit(name).path)).suffix.lower()
    bare_type = (media_type or "").partition(";")[0].strip().lower()
    for known in FORMATS:
        if known.name in _TEXT_FORMATS:
            if suffix in known.suffixes or (not suffix and bare_type in known.media_types):
                return known
        elif suffix in known.suffixes and b"\0" in data[:_HEAD] and not data.startswith(_UTF16):
            raise UnreadableFile(f"is named {suffix} and is no {known.name} file; fetch it again")
    return FORMATS[-1]


def _charset(media_type: str | None) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media_type or "", re.I)
    return found.group(1) if found else None

"""The bytes of a Word 97–2003 file → those of a .docx, and what the conversion lost."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from doc2docx import convert
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, InvalidWordDocument

from extract.document import Paragraph
from extract.errors import UnreadableFile
from extract.readers.doc_boxes import boxes_to_lines
from extract.readers.doc_padding import clear_padding

_BOXES_LOST = "MAIN_TEXTBOX_TABLE_MALFORMED"
# What the converter raises for a file that is not what it says, beside its own errors.
_DAMAGE = (Doc2DocxError, ValueError, LookupError, struct.error, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Converted:
    """A .docx, the codes of the warnings that its conversion gave, and the lines of text boxes that it lost."""

    docx: bytes
    warnings: tuple[str, ...] = ()
    lost_lines: tuple[Paragraph, ...] = ()


def convert_doc(data: bytes) -> Converted:
    """Raises UnreadableFile for a damaged or password-protected file or one older than Word 97."""
    try:
        return _convert_mended(data)
    except EncryptedDocumentError as error:
        raise UnreadableFile("is password-protected; ask for an open copy") from error
    except _DAMAGE as error:
        raise UnreadableFile(
            f"is a damaged Word 97–2003 file or of an older Word ({error}); fetch it again, or save it as .docx"
        ) from error


def _convert_mended(data: bytes) -> Converted:
    try:
        return _convert(data)
    except InvalidWordDocument:
        mended = clear_padding(data)
        if mended == data:
            raise
        return _convert(mended)


def _convert(data: bytes) -> Converted:
    with TemporaryDirectory(prefix="gongkai-doc-") as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        report = convert(source, target).report
        warnings = tuple(sorted({warning.code for warning in report.warnings}))
        lost = boxes_to_lines(data) if _BOXES_LOST in warnings else ()
        return Converted(target.read_bytes(), warnings, tuple(lost))

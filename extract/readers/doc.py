"""A Word 97–2003 file (.doc, .wps) → Document: converted to .docx in a folder of its own, then read as such."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from extract.document import Document
from extract.errors import UnreadableFile
from extract.readers.doc_padding import clear_padding
from extract.readers.docx import read_docx
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "application/msword"


def read_doc(file: RawFile) -> Document:
    """Paragraphs and tables of the body in order; locators are paths in the .docx that it is converted to.

    `meta["conversion_warnings"]` names what the conversion had to leave out or mend, if anything.
    Raises UnreadableFile for a damaged or password-protected file or one older than Word 97, RefusedFile where it
    exceeds a limit.
    """
    converted, warnings = _doc_to_docx(file.data)
    document = read_docx(replace(file, data=converted))
    meta = {**document.meta, "conversion_warnings": ",".join(warnings)} if warnings else document.meta
    return replace(document, media_type=MEDIA_TYPE, meta=meta)


def _doc_to_docx(data: bytes) -> tuple[bytes, list[str]]:
    """The bytes of a .docx, and the codes of the warnings that the conversion gave."""
    from doc2docx.errors import (  # noqa: PLC0415  0.15 s, for a format that few documents are of
        Doc2DocxError,
        EncryptedDocumentError,
        InvalidWordDocument,
    )

    try:
        try:
            return _convert(data)
        except InvalidWordDocument:
            mended = clear_padding(data)
            if mended == data:
                raise
            return _convert(mended)
    except EncryptedDocumentError as error:
        raise UnreadableFile("is password-protected; ask for an open copy") from error
    except (Doc2DocxError, ValueError, LookupError, struct.error, OverflowError, RecursionError) as error:
        raise UnreadableFile(
            f"is a damaged Word 97–2003 file or of an older Word ({error}); fetch it again, or save it as .docx"
        ) from error


def _convert(data: bytes) -> tuple[bytes, list[str]]:
    from doc2docx import convert  # noqa: PLC0415  see above

    with TemporaryDirectory(prefix="gongkai-doc-") as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        result = convert(source, target)
        return target.read_bytes(), sorted({warning.code for warning in result.report.warnings})

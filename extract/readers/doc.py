"""A Word 97–2003 file (.doc, .wps) → Document: converted to .docx, then read as such."""

from __future__ import annotations

from dataclasses import replace

from extract.document import Document
from extract.readers.bare import gather_bare_tables
from extract.readers.docx import read_docx
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "application/msword"


def read_doc(file: RawFile) -> Document:
    """Paragraphs and tables of the body in order; locators are paths in the .docx that it is converted to.

    Text boxes that the conversion lost follow line by line, with paths such as `/boxes/p[2]`.
    `meta["conversion_warnings"]` names what the conversion had to leave out or mend, if anything.
    Raises UnreadableFile for a damaged or password-protected file or one older than Word 97, RefusedFile where it
    exceeds a limit.
    """
    from extract.readers.doc_convert import convert_doc  # noqa: PLC0415  0.15 s, for a format that few files are of

    converted = convert_doc(file.data)
    document = read_docx(replace(file, data=converted.docx))
    warnings = {"conversion_warnings": ",".join(converted.warnings)} if converted.warnings else {}
    blocks = (*document.blocks, *gather_bare_tables(converted.lost_lines))
    return replace(document, media_type=MEDIA_TYPE, meta={**document.meta, **warnings}, blocks=blocks)

"""Plain text, mostly flattened from a page or a Word file → Document."""

from __future__ import annotations

import re

from extract.document import Document
from extract.encoding import bytes_to_text
from extract.errors import UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.flat import lines_to_blocks, text_to_lines
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "text/plain"
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def read_text(file: RawFile) -> Document:
    """Lines as paragraphs and guessed tables, each with line and column; no title, since text states none.

    Raises UnreadableFile for bytes that are no text.
    """
    decoded = bytes_to_text(file.data, file.charset)
    if len(_UNPRINTABLE.findall(decoded.text)) * 50 > len(decoded.text):
        raise UnreadableFile("is of an unknown format: no text, page, PDF or Word file; open it and save it as PDF")
    meta = {"encoding": decoded.encoding}
    if decoded.lost:
        meta["lost_characters"] = str(decoded.lost)
    blocks = gather_bare_tables(lines_to_blocks(text_to_lines(decoded.text)))
    return Document(file.sha256, MEDIA_TYPE, meta=meta, blocks=tuple(blocks))

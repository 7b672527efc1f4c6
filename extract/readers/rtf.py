"""Rich text (.rtf, and many a .doc) → Document: brought into the form of a Word file's body, then read as one."""

from __future__ import annotations

from extract.document import Document
from extract.errors import UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.docx_blocks import body_to_blocks
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile
from extract.readers.rtf_body import RtfBody
from extract.readers.rtf_tokens import bytes_to_tokens

MEDIA_TYPES = ("application/rtf", "text/rtf")


def read_rtf(file: RawFile) -> Document:
    """Paragraphs and tables of the text flow in order; locators are paths such as `/body/tbl[1]/tr[2]/tc[3]`.

    Raises UnreadableFile for a file that is cut off, RefusedFile where it nests too deeply.
    """
    text = RtfBody()
    text.take(bytes_to_tokens(file.data))
    if text.is_cut_off:
        raise UnreadableFile("is an RTF file that is cut off; fetch it again")
    text.finish()
    title = text.title if is_plausible_title(text.title) else None
    blocks = gather_bare_tables(body_to_blocks(text.body, {}))
    return Document(file.sha256, MEDIA_TYPES[0], title, blocks=tuple(blocks))

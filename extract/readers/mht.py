"""A web page saved as one file (.mht) → Document: its page is read as any other."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

from extract.document import Document
from extract.errors import UnreadableFile
from extract.readers.html import read_html
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "multipart/related"


def read_mht(file: RawFile) -> Document:
    """As `read_html` gives the page in it; pictures and styles are passed over.

    Raises UnreadableFile where it holds no page.
    """
    message = message_from_bytes(file.data.lstrip(), policy=policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                document = read_html(replace(file, data=page, charset=part.get_content_charset()))
                return replace(document, media_type=MEDIA_TYPE)
    raise UnreadableFile("is a web archive (MHT) without a page; save the page anew")

"""A web page → Document: decoded by us, parsed by lxml, its article found and read in order."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from extract.document import Document, Table
from extract.encoding import bytes_to_declared_charset, bytes_to_text
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.html_blocks import element_to_blocks
from extract.readers.html_body import drop_furniture, drop_unprinted, find_body, labelled_elements
from extract.readers.html_marks import take_in_marks
from extract.readers.html_meta import page_to_meta, page_to_title
from extract.readers.html_pictures import read_pictures
from extract.readers.html_text import ElementPaths
from extract.readers.rawfile import RawFile
from extract.script_shell import page_to_shell

_SHELLS = {
    "challenge": "is a script challenge, not a page; open its address in a browser, save it from there and import it",
    "shell": "is an empty shell that scripts fill, not a page; save it from a browser showing its text and import it",
}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")  # no element may hold them
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTERS = "\ufffe\uffff"
MEDIA_TYPE = "text/html"


def read_html(file: RawFile) -> Document:
    """Title, date, source and breadcrumb as the page states them, and the blocks of its article.

    Pictures of tables or text stand where their `<img>` does. `meta["encoding"]` is the encoding used. Locators are
    element paths in the tree as parsed (no `tbody` is added).
    Raises UnreadableFile for a page without any element, RefusedFile for one that nests too deeply and for one that
    only runs scripts, as firewalls answer robots.
    """
    if shell := page_to_shell(file.data):
        raise RefusedFile(_SHELLS[shell])
    decoded = bytes_to_text(file.data, file.charset, bytes_to_declared_charset(file.data))
    root, source = text_to_tree(decoded.text)
    drop_unprinted(root, source)
    take_in_marks(root, source)
    labelled = labelled_elements(root)
    title = page_to_title(root, labelled)
    meta = {"encoding": decoded.encoding, **page_to_meta(root, decoded.text, labelled)}
    if decoded.lost:
        meta["lost_characters"] = str(decoded.lost)
    drop_furniture(root, labelled)
    paths = ElementPaths(root)
    body = find_body(root, labelled)
    pictures = read_pictures(body, file, paths)
    meta |= {f"unread:{part}": reason for part, reason in pictures.unread.items()}
    blocks = element_to_blocks(body, paths, pictures.blocks)
    if not pictures.blocks:  # an article of pictures alone may stand outside of what seems the body
        elsewhere = read_pictures(root, file, paths).blocks.values()
        blocks += [block for shown in elsewhere for block in shown if isinstance(block, Table)]
    return Document(file.sha256, MEDIA_TYPE, title, meta, tuple(gather_bare_tables(blocks)))


def text_to_tree(text: str) -> tuple[_Element, bytes]:
    """The elements of a page, and its bytes in lower case, in which a tag is looked for faster than in the tree."""
    page = _text_to_bytes(text)
    return _bytes_to_tree(page), page.lower()


def _text_to_bytes(text: str) -> bytes:
    """UTF-8 for the parser, so that no declaration in the page can mislead it, without what no element may hold."""
    data = text.encode("utf-8", errors="replace")
    if len(data.translate(None, _CONTROLS)) < len(data) or any(found in text for found in _NONCHARACTERS):
        data = _NO_XML.sub(" ", text).encode("utf-8", errors="replace")
    return data


def _bytes_to_tree(data: bytes) -> _Element:
    """Parse what may be broken."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    root: _Element | None = etree.fromstring(data, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RefusedFile("the page nests its elements deeper than any report does; look at it by hand")
    if root is None:
        raise UnreadableFile("is a page without content; fetch it again")
    return root

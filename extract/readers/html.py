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
from extract.readers.html_pictures import pictures_to_blocks
from extract.readers.html_text import ElementPaths
from extract.readers.rawfile import RawFile

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")  # no element may hold them
MEDIA_TYPE = "text/html"


def read_html(file: RawFile) -> Document:
    """Title, date, source and breadcrumb as the page states them, and the blocks of its article.

    Pictures of tables or text stand where their `<img>` does. `meta["encoding"]` is the encoding used. Locators are
    element paths in the tree as parsed (no `tbody` is added).
    Raises UnreadableFile for a page without any element, RefusedFile for one that nests too deeply.
    """
    decoded = bytes_to_text(file.data, file.charset, bytes_to_declared_charset(file.data))
    root = _text_to_tree(decoded.text)
    drop_unprinted(root, decoded.text)
    take_in_marks(root)
    labelled = labelled_elements(root)
    title = page_to_title(root, labelled)
    meta = {"encoding": decoded.encoding, **page_to_meta(root, decoded.text, labelled)}
    if decoded.lost:
        meta["lost_characters"] = str(decoded.lost)
    drop_furniture(root, labelled)
    paths = ElementPaths(root)
    body = find_body(root, labelled)
    pictures = pictures_to_blocks(body, file, paths)
    blocks = element_to_blocks(body, paths, pictures)
    if not pictures:  # an article of pictures alone may stand outside of what seems the body
        elsewhere = pictures_to_blocks(root, file, paths).values()
        blocks += [block for shown in elsewhere for block in shown if isinstance(block, Table)]
    return Document(file.sha256, MEDIA_TYPE, title, meta, tuple(gather_bare_tables(blocks)))


def _text_to_tree(text: str) -> _Element:
    """Parse what may be broken; encoded again so that no declaration in the page can mislead the parser."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    data = _NO_XML.sub(" ", text).encode("utf-8", errors="replace")
    root: _Element | None = etree.fromstring(data, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RefusedFile("the page nests its elements deeper than any report does; look at it by hand")
    if root is None:
        raise UnreadableFile("is a page without content; fetch it again")
    return root

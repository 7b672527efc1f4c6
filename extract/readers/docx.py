"""A Word file (.docx) → Document: lxml over the main part, merged cells resolved, deleted text left out."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree
from lxml.etree import _Element

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.docx_blocks import body_to_blocks
from extract.readers.docx_pictures import read_pictures, relations_to_targets
from extract.readers.docx_xml import W
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile
from extract.readers.unzip import MAX_PART, open_zip, read_member

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN_PART = "word/document.xml"
_CORE_PART = "docProps/core.xml"
_MAX_PART = MAX_PART
_OFFICE_DOCUMENT = "/officeDocument"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DAMAGED = "is damaged: {why}; fetch it again, or open it in Word and save it anew"


def read_docx(file: RawFile) -> Document:
    """Paragraphs and tables of the body in order; locators are paths such as `/body/tbl[1]/tr[2]/tc[3]`.

    Pictures of tables or text stand where they are drawn; their part is the member of the archive.

    Raises UnreadableFile for a damaged or password-protected file, RefusedFile where a part unpacks to more than
    64 MB or nests too deeply.
    """
    with open_zip(file.data) as archive:
        main = _main_part(archive)
        body = _part_to_tree(archive, main).find(f"{W}body")
        if body is None:
            raise UnreadableFile(_DAMAGED.format(why="its main part has no body"))
        pictures = read_pictures(body, archive, _targets(archive, main))
        title = _core_title(archive)
    blocks = gather_bare_tables(body_to_blocks(body, pictures.blocks))
    meta = {f"unread:{part}": reason for part, reason in pictures.unread.items()}
    return Document(file.sha256, MEDIA_TYPE, title, meta, tuple(blocks))


def _main_part(archive: zipfile.ZipFile) -> str:
    """Mostly word/document.xml; what the package's relations name counts."""
    if "_rels/.rels" in archive.namelist():
        for relation in _part_to_tree(archive, "_rels/.rels"):
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT):
                target = posixpath.normpath(relation.get("Target", "")).lstrip("/")
                if target in archive.namelist():
                    return target
    return _MAIN_PART


def _targets(archive: zipfile.ZipFile, main: str) -> dict[str, str]:
    """The members that the main part refers to, by relation."""
    folder, name = posixpath.split(main)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return {}
    return relations_to_targets(_part_to_tree(archive, relations), main)


def _core_title(archive: zipfile.ZipFile) -> str | None:
    if _CORE_PART not in archive.namelist():
        return None
    title = (_part_to_tree(archive, _CORE_PART).findtext(f"{_DC}title") or "").strip()
    return title if is_plausible_title(title) else None


def _part_to_tree(archive: zipfile.ZipFile, name: str) -> _Element:
    """One part, unpacked no further than the limit and parsed without entities."""
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise UnreadableFile(_DAMAGED.format(why=f"{name} is missing")) from error
    data = read_member(archive, info, _MAX_PART)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            raise RefusedFile(
                f"its part {name} nests deeper or is larger than any report; look at it by hand"
            ) from error
        raise UnreadableFile(_DAMAGED.format(why=f"{name}: {error.msg}")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(f"declares a document type in {name}, which no Word file does; it may be an attack")
    return root

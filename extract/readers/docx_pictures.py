"""The pictures of a Word file that show tables or text, each with its blocks."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml.etree import _Element

from extract.document import Block
from extract.readers.docx_xml import MC, P
from extract.readers.scan import InnerPicture, read_inner_pictures

PictureBlocks = Mapping[_Element, Sequence[Block]]
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
PICTURES = (_BLIP, _IMAGE_DATA)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = f"{MC}Fallback"
_MAX_PICTURE = 32 * 2**20
"""Bytes of one picture unpacked."""


class Pictures(NamedTuple):
    """The blocks of the pictures that show any, by the element that refers to them (`a:blip`, `v:imagedata`), and why
    others could not be read, by the member of the archive."""

    blocks: PictureBlocks
    unread: Mapping[str, str]


def read_pictures(body: _Element, archive: zipfile.ZipFile, targets: Mapping[str, str]) -> Pictures:
    """Read the pictures of the body; `targets` are the members of the archive by relation.

    What is drawn twice for older programs counts once.
    """
    found: list[tuple[_Element, InnerPicture]] = []
    for element in body.iter(*PICTURES):
        relation = element.get(f"{_RELATION}embed") or element.get(f"{_RELATION}id") or ""
        name = targets.get(relation)
        if name is None or any(outer.tag == _FALLBACK for outer in element.iterancestors()):
            continue
        found.append((element, InnerPicture(_member(archive, name), name)))
    read = read_inner_pictures([picture for _, picture in found])
    pairs = list(zip(found, read, strict=True))
    return Pictures(
        {element: each.blocks for (element, _), each in pairs if each.blocks},
        {picture.part: each.unread for (_, picture), each in pairs if each.unread},
    )


def shown_in(paragraph: _Element, pictures: PictureBlocks) -> Iterator[Sequence[Block]]:
    """What the pictures of a paragraph show, those in its text boxes aside."""
    for element in paragraph.iter(*PICTURES):
        if element in pictures and next(element.iterancestors(P)) is paragraph:
            yield pictures[element]


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A picture, or nothing where the archive has none of that name or one of absurd size."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return b""
    if info.file_size > _MAX_PICTURE:
        return b""
    with archive.open(info) as part:
        return part.read(_MAX_PICTURE)


def relations_to_targets(relations: _Element, part: str) -> dict[str, str]:
    """The members that a part refers to, by relation."""
    folder = posixpath.dirname(part)
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
        for relation in relations
        if relation.get("TargetMode") != "External"
    }

"""The pictures of a page that show tables or text, each with its blocks."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from lxml.etree import _Element

from extract.document import Block
from extract.links import url_to_plain
from extract.readers.html_text import ElementPaths
from extract.readers.rawfile import RawFile
from extract.readers.scan import InnerPicture, read_inner_pictures

PictureBlocks = Mapping[_Element, Sequence[Block]]
_SOURCES = ("src", "data-src", "data-original", "original", "data-url", "file")
"""Where pages keep the address of a picture, those of scripts that load it late included."""
_MAX_DATA = 16 * 2**20
_LEAST_SIDE = 100
"""Pixels; no table is smaller."""
_ICON = re.compile(r"icon|logo|ico_|/ewm|qrcode|filetype|share|weixin|blank\.|spacer|\.gif(?:$|\?)", re.I)
_NOT_FETCHED = "is a picture that did not come with the page"


class Pictures(NamedTuple):
    """The blocks of the pictures that show any, by their `<img>`, and why others could not be read, by their part."""

    blocks: PictureBlocks
    unread: Mapping[str, str]


def read_pictures(body: _Element, file: RawFile, paths: ElementPaths) -> Pictures:
    """Read the pictures in an element.

    A picture is a data: URI or among the assets of the file. Its part is its URL, or `data:` and its number.
    """
    found: list[tuple[_Element, InnerPicture]] = []
    unread: dict[str, str] = {}
    for number, image in enumerate(body.iter("img"), start=1):
        located = _image_to_bytes(image, file, number)
        if located is not None:
            found.append((image, InnerPicture(located[1], located[0], paths.path(image))))
        elif source := image_to_source(image):
            unread[urldefrag(urljoin(file.name, source)).url] = _NOT_FETCHED
    read = read_inner_pictures([picture for _, picture in found])
    unread |= {picture.part: each.unread for (_, picture), each in zip(found, read, strict=True) if each.unread}
    return Pictures({image: each.blocks for (image, _), each in zip(found, read, strict=True) if each.blocks}, unread)


def image_to_source(image: _Element) -> str | None:
    """The address of a picture that may be content: no icon of a file type or of a button."""
    source = next((found for name in _SOURCES if (found := image.get(name, "").strip())), "")
    sizes = [image.get(name, "").strip().removesuffix("px") for name in ("width", "height")]
    is_small = any(size.isdecimal() and int(size) < _LEAST_SIDE for size in sizes)
    return None if not source or source.startswith("data:") or is_small or _ICON.search(source) else source


def _image_to_bytes(image: _Element, file: RawFile, number: int) -> tuple[str, bytes] | None:
    """The part that a picture is, and its bytes; None where they are not at hand."""
    for source in (image.get(name, "").strip() for name in _SOURCES):
        if source.startswith("data:"):
            data = _data_uri_to_bytes(source)
            if data:
                return f"data:{number}", data
        elif source:
            url = urldefrag(urljoin(file.name, source)).url
            for address in (url, unquote(url), url_to_plain(url), source):
                if address in file.assets:
                    return address, file.assets[address]
    return None


def _data_uri_to_bytes(source: str) -> bytes:
    """The content of a base64 data: URI; nothing for another, or a broken one.

    >>> _data_uri_to_bytes("data:image/gif;base64,R0lGODlh")
    b'GIF89a'
    """
    head, comma, content = source.partition(",")
    if not comma or not head.endswith(";base64") or len(content) > _MAX_DATA:
        return b""
    try:
        return base64.b64decode("".join(unquote(content).split()), validate=True)
    except binascii.Error:
        return b""

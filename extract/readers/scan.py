"""Pictures as documents (PNG, JPEG, TIFF, BMP, GIF, WebP), and pictures of tables inside pages and Word files.

Nothing here is imported that only recognition needs (numpy, OpenCV, the model): most documents hold no picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from extract.document import BBox, Block, Document, Locator, Paragraph
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.pages import Item, items_to_blocks
from extract.readers.parts import with_boxes
from extract.readers.pdf_lines import without_furniture
from extract.readers.rawfile import RawFile
from extract.readers.scan_start import load_libraries

if TYPE_CHECKING:
    from extract.readers.scan_page import ScanPage
    from extract.readers.scan_reading import Recognised

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".bmp", ".gif", ".webp")
MEDIA_TYPES = ("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/gif", "image/webp")
_MAGIC = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP", re.DOTALL)
_MOST_INNER = 60  # pictures of one page or Word file that are looked at
_LEAST_BYTES = 1200  # an icon


@dataclass(frozen=True, slots=True)
class InnerPicture:
    """A picture inside a document: its bytes, the part it is, and the path of the element that shows it."""

    data: bytes
    part: str
    path: str | None = None


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture does."""
    return _MAGIC.match(data) is not None


def read_picture(file: RawFile) -> Document:
    """The tables and lines of a picture; locators are the picture's page (of a TIFF) and a box in its pixels.

    `meta["pages_not_recognised"]` as with a PDF. Raises UnreadableFile for a damaged picture or one without text,
    RefusedFile for one of absurdly many pixels or pages.
    """
    load_libraries()
    from extract.readers.scan_frames import data_to_frames, frame_to_media_type  # noqa: PLC0415 - see above
    from extract.readers.scan_reading import read_pages, recognised_to_meta  # noqa: PLC0415
    from extract.readers.scan_turn import grey_to_upright_page  # noqa: PLC0415

    pages = [grey_to_upright_page(grey, number) for number, grey in enumerate(data_to_frames(file.data), start=1)]
    recognised = read_pages(pages)
    blocks = _to_blocks(pages, recognised)
    if not blocks:
        raise UnreadableFile("is a picture that shows no text which can be recognised; look at it by hand")
    meta = {"pages": str(len(pages)), **recognised_to_meta(recognised)}
    return Document(file.sha256, frame_to_media_type(file.data), None, meta, tuple(blocks))


class InnerReading(NamedTuple):
    """What a picture inside a document shows, and why it could not be read if it could not."""

    blocks: list[Block]
    unread: str | None = None


def read_inner_pictures(pictures: Sequence[InnerPicture]) -> list[InnerReading]:
    """The blocks of each picture: none for an icon, an emblem, a QR code or a photo."""
    found = [_inner_page(picture, number) for number, picture in enumerate(pictures, start=1)]
    pages = [page for page in found if page is not None and not isinstance(page, str)]
    read: dict[int, list[Block]] = {}
    if pages:
        from extract.readers.scan_reading import read_pages  # noqa: PLC0415 - only scans need it

        for page, recognised in zip(pages, read_pages(pages), strict=True):
            read[page.number] = _to_blocks([page], [recognised])
    return [
        InnerReading([], page)
        if isinstance(page, str)
        else InnerReading([_placed(block, picture) for block in read.get(number, ())])
        for number, (picture, page) in enumerate(zip(pictures, found, strict=True), start=1)
    ]


def _inner_page(picture: InnerPicture, number: int) -> ScanPage | str | None:
    """The picture laid out, None where it shows nothing to read, or the reason why it cannot be told."""
    if len(picture.data) < _LEAST_BYTES or not is_picture(picture.data):
        return None
    if number > _MOST_INNER:
        return f"is one of more than {_MOST_INNER} pictures; look at it by hand"
    load_libraries()
    from extract.readers.scan_frames import data_to_frames, may_show_text  # noqa: PLC0415 - only scans need it
    from extract.readers.scan_page import grey_to_page  # noqa: PLC0415

    try:
        grey = next(iter(data_to_frames(picture.data)))
        page = grey_to_page(grey, number) if may_show_text(grey) else None
    except (UnreadableFile, RefusedFile) as error:
        return str(error)
    return page if page is not None and page.is_text else None


def _to_blocks(pages: Sequence[ScanPage], recognised: Sequence[Recognised]) -> list[Block]:
    """Blocks in reading order, their boxes in pixels."""
    kept = without_furniture([page.lines for page in recognised], [scan.height for scan in pages])
    items: list[Item] = []
    for page, lines in zip(recognised, kept, strict=True):
        inside: list[Item] = [*page.tables, *lines]
        items += sorted(inside, key=lambda item: item.bbox[1])
    blocks = items_to_blocks(items, {scan.number: scan.width for scan in pages})
    scans = {scan.number: scan for scan in pages}
    return [with_boxes(block, lambda box, number: _to_pixels(box, scans[number])) for block in blocks]


def _to_pixels(box: BBox, page: ScanPage) -> BBox:
    """A box in points of a page as laid out, in pixels of the picture as it came."""
    from extract.readers.scan_turn import turned_back  # noqa: PLC0415 - only scans need it

    left, top, right, bottom = (float(round(at / page.points)) for at in turned_back(box, page))
    return left, top, right, bottom


def _placed(block: Block, picture: InnerPicture) -> Block:
    def placed(locator: Locator) -> Locator:
        return locator._replace(part=picture.part, path=picture.path, page=None)

    if isinstance(block, Paragraph):
        return replace(block, locator=placed(block.locator))
    return replace(block, cells=tuple(cell._replace(locator=placed(cell.locator)) for cell in block.cells))

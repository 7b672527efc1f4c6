"""An OFD file → Document: characters and ruled lines of its pages, then as a PDF's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.ofd_page import Box, local_name, numbers, trees_to_content
from extract.readers.pages import contents_to_blocks
from extract.readers.pdf_page import PageContent
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile
from extract.readers.unzip import DAMAGE, open_zip

if TYPE_CHECKING:
    from ofdkit.package import Package

MEDIA_TYPE = "application/ofd"
_A4: Box = (0.0, 0.0, 210.0, 297.0)
_MAX_PAGES = 500
_MAX_UNPACKED = 256 * 2**20
_RESOURCES = ("PublicRes", "DocumentRes")
_ENCRYPTED_MEMBERS = ("encryptions.xml", "decryptseed.dat")


def read_ofd(file: RawFile) -> Document:
    """Paragraphs and tables in reading order; locators are page and box, in points from the page's top left.

    `meta["pages"]` counts the pages. Seals and annotations are passed over.
    Raises UnreadableFile for a damaged, encrypted or scanned file, RefusedFile above 500 pages or another limit.
    """
    from ofdkit.errors import OFDError, OFDLimitError  # noqa: PLC0415  40 ms, for a format that few documents are of
    from ofdkit.package import Package  # noqa: PLC0415

    _refuse_locked_or_huge(file.data)
    try:
        with Package(file.data) as package:
            contents, title = _read_pages(package)
    except OFDLimitError as error:
        raise RefusedFile(f"is an OFD file beyond any report's limits ({error}); look at it by hand") from error
    except (OFDError, *DAMAGE) as error:
        raise UnreadableFile(f"is a damaged OFD file ({error}); fetch it again") from error
    blocks = contents_to_blocks(contents)
    if not blocks:
        raise UnreadableFile("holds pictures of pages and no text; it needs recognition, which is not built in yet")
    meta = {"pages": str(len(contents))}
    return Document(file.sha256, MEDIA_TYPE, title if is_plausible_title(title) else None, meta, tuple(blocks))


def _refuse_locked_or_huge(data: bytes) -> None:
    with open_zip(data) as archive:
        infos = archive.infolist()
    locked = any(info.flag_bits & 1 or info.filename.lower().endswith(_ENCRYPTED_MEMBERS) for info in infos)
    if locked:
        raise UnreadableFile("is password-protected; ask for an open copy")
    total = sum(info.file_size for info in infos if info.filename.lower().endswith(".xml"))
    if total > _MAX_UNPACKED:
        raise RefusedFile(f"unpacks to {total / 2**20:,.0f} MB; look at it by hand")


def _read_pages(package: Package) -> tuple[list[PageContent], str]:
    """The pages of every document in the package, numbered through, and the title of the first."""
    entry = package.find("OFD.xml") or "OFD.xml"
    bodies = list(_children(package.read_xml(entry), "DocBody"))
    contents: list[PageContent] = []
    for body in bodies:
        path = package.resolve(entry, _text(body, "DocRoot"))
        if path is not None:
            contents.extend(_document_to_contents(package, path, len(contents)))
    if not contents:
        raise UnreadableFile("is a damaged OFD file (it has no pages); fetch it again")
    infos = [info for body in bodies[:1] for info in _children(body, "DocInfo")]
    return contents, _text(infos[0], "Title") if infos else ""


def _document_to_contents(package: Package, path: str, before: int) -> Iterator[PageContent]:
    document = package.read_xml(path)
    common = next(_children(document, "CommonData"), Element("CommonData"))
    usual = _page_box(common, "PageArea") or _A4
    templates = {
        each.get("ID", ""): package.resolve(path, each.get("BaseLoc")) for each in _children(common, "TemplatePage")
    }
    resources = [package.resolve(path, each.text) for each in common if local_name(each) in _RESOURCES]
    units = _units(package, [name for name in resources if name])
    places = [page.get("BaseLoc") for pages in _children(document, "Pages") for page in _children(pages, "Page")]
    if before + len(places) > _MAX_PAGES:
        raise RefusedFile(f"has more than the {_MAX_PAGES} pages allowed; cut out the report by hand")
    for number, place in enumerate(places, start=before + 1):
        name = package.resolve(path, place)
        if name is None:
            raise UnreadableFile(f"is a damaged OFD file (page {number} is missing); fetch it again")
        tree = package.read_xml(name)
        used = (templates.get(each.get("TemplateID", "")) for each in _children(tree, "Template"))
        own = [package.resolve(name, each.text) for each in _children(tree, "PageRes")]
        trees = [*(package.read_xml(template) for template in used if template), tree]
        all_units = {**units, **_units(package, [resource for resource in own if resource])}
        yield trees_to_content(trees, all_units, number, _page_box(tree, "Area") or usual)


def _units(package: Package, names: Sequence[str]) -> dict[str, Element]:
    """The drawings that pages refer to, by id."""
    return {
        unit.get("ID", ""): unit
        for name in names
        for holder in _children(package.read_xml(name), "CompositeGraphicUnits")
        for unit in _children(holder, "CompositeGraphicUnit")
    }


def _page_box(parent: Element, name: str) -> Box | None:
    for area in _children(parent, name):
        box = numbers(_text(area, "PhysicalBox"), 4)
        if box is not None and box[2] > 0 and box[3] > 0:
            return box[0], box[1], box[2], box[3]
    return None


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name)


def _text(element: Element, name: str) -> str:
    return next(((child.text or "").strip() for child in _children(element, name)), "")

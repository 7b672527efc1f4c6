"""A PDF → Document: pdfium's characters and lines; ruled tables proven, everything else as paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import BBox, Block, Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.pages import contents_to_blocks
from extract.readers.parts import with_boxes
from extract.readers.pdf_fonts import stand_in_fonts
from extract.readers.pdf_page import PageContent, page_to_content
from extract.readers.pdf_pictures import page_to_scanned, render_part
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile
from extract.readers.scan_start import load_libraries

if TYPE_CHECKING:
    from extract.readers.scan_page import ScanPage
    from extract.readers.scan_reading import Recognised

MEDIA_TYPE = "application/pdf"
_MAX_PAGES = 500
_MAX_SCANS = 24  # pictures that are laid out, each of which takes half a second; a report has ten pages


def read_pdf(file: RawFile) -> Document:
    """Paragraphs and tables in reading order; locators are page and box, in points from the page's top left.

    Pages without a text layer, and pictures of text on others, are recognised. `meta["pages"]` counts the pages,
    `meta["pages_recognised"]` lists those of which anything was recognised, `meta["pages_not_recognised"]` those whose
    prose was not, for want of time. Raises UnreadableFile for a damaged or password-protected file or one that prints
    nothing, RefusedFile above 500 pages or where a page holds more than any report's does.
    """
    pages, title = _read_pages(file.data)
    contents = [page.content for page in pages]
    skipped = [page.content.number for page in pages if page.skipped]
    recognised, meta = _recognise([scan for page in pages for scan in page.scans], skipped)
    blocks = contents_to_blocks(contents, recognised)
    if not blocks:
        raise UnreadableFile("prints no text, not even in a picture that can be recognised; look at it by hand")
    turned = {scan.number: scan for page in pages for scan in page.scans if scan.turns}
    placed = tuple(_turned_back(block, turned) for block in blocks)
    return Document(file.sha256, MEDIA_TYPE, title, {"pages": str(len(pages)), **meta}, placed)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the file says of one page, and what of it is a picture."""

    content: PageContent
    scans: tuple[ScanPage, ...]
    skipped: bool = False
    """Whether pictures on it were left aside, there being too many before it."""


def _read_pages(data: bytes) -> tuple[list[_Page], str | None]:
    contents, parts = [], []
    with stand_in_fonts(), _opened(data) as pdf:
        if len(pdf) > _MAX_PAGES:
            raise RefusedFile(f"has {len(pdf)} pages, more than the {_MAX_PAGES} allowed; cut out the report by hand")
        for number in range(1, len(pdf) + 1):
            with _page(pdf, number) as page:
                contents.append(page_to_content(page, number))
                parts.append(page_to_scanned(page, contents[-1]))
        title = (pdf.get_metadata_value("Title") or "").strip("\0 ")
    if _is_unmapped(contents):
        parts = [[(0.0, 0.0, content.width, content.height)] for content in contents]
    return _with_pictures(data, contents, parts), title if is_plausible_title(title) else None


def _with_pictures(data: bytes, contents: Sequence[PageContent], parts: Sequence[Sequence[BBox]]) -> list[_Page]:
    """Each page with those parts of it that are pictures, for which the file is opened again, as it is shown."""
    if not any(parts):
        return [_Page(content, ()) for content in contents]
    before = accumulate(map(len, parts), initial=0)
    with _opened(data) as pdf:
        return [_to_page(pdf, *each) for each in zip(contents, parts, before, strict=False)]


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFile("is password-protected; ask for an open copy") from error
        raise UnreadableFile(f"is a damaged PDF ({error}); fetch it again") from error
    with closing(pdf):
        yield pdf


@contextmanager
def _page(pdf: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        page = _filled_in(pdf, number)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"is a damaged PDF (page {number}: {error}); fetch it again") from error
    with closing(page):
        yield page


def _filled_in(pdf: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """A page; of a form that is filled in, with what stands in its fields as if it were printed."""
    page = pdf[number - 1]
    if pdf.get_formtype() == pdfium.FORMTYPE_NONE:
        return page
    flattened = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    if flattened != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()  # it is loaded anew, as what was loaded before does not change
    return pdf[number - 1]


def _is_unmapped(contents: Sequence[PageContent]) -> bool:
    """Whether most characters are of fonts that do not say which they are."""
    unmapped = sum(content.unmapped for content in contents)
    return unmapped > 0 and unmapped > sum(content.printed for content in contents)


def _to_page(pdf: pypdfium2.PdfDocument, content: PageContent, boxes: Sequence[BBox], before: int) -> _Page:
    """Lay out what is a picture; where that is the whole page, its text layer does not count.

    `before` is how many pictures other pages have had.
    """
    if not boxes or before >= _MAX_SCANS:
        return _Page(content, (), skipped=bool(boxes))
    load_libraries()
    from extract.readers.scan_page import grey_to_page  # noqa: PLC0415 - numpy and OpenCV, which only scans need
    from extract.readers.scan_turn import grey_to_upright_page  # noqa: PLC0415

    is_whole = boxes[0] == (0.0, 0.0, content.width, content.height)
    scans = []
    with _page(pdf, content.number) as page:
        for box in boxes:
            grey, points = render_part(page, box)
            if is_whole:
                whole = grey_to_upright_page(grey, content.number, points)
                bare = replace(content, width=whole.width, height=whole.height, chars=[], rules=[])
                return _Page(bare, (whole,))
            scan = grey_to_page(grey, content.number, points, (box[0], box[1]))
            if scan.is_text:
                scans.append(replace(scan, width=content.width, height=content.height))
    return _Page(content, tuple(scans))


def _recognise(scans: Sequence[ScanPage], skipped: Sequence[int]) -> tuple[list[Recognised], dict[str, str]]:
    """What the scans hold, and what the document says of them."""
    if not scans:
        return [], {}
    from extract.readers.scan_reading import read_pages, recognised_to_meta  # noqa: PLC0415 - only scans need the model

    recognised = read_pages(scans)
    return recognised, recognised_to_meta(recognised, skipped)


def _turned_back(block: Block, turned: Mapping[int, ScanPage]) -> Block:
    """A block with its boxes where they are on the page as it came."""
    if not turned:
        return block
    from extract.readers.scan_turn import turned_back  # noqa: PLC0415 - only scans need it

    return with_boxes(block, lambda box, page: turned_back(box, turned[page]) if page in turned else box)

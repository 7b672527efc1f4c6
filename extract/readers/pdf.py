"""A PDF → Document: pdfium's characters and lines; ruled tables proven, everything else as paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import BBox, Block, Document, Locator, Paragraph
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.bare import gather_bare_tables
from extract.readers.pdf_lines import TextLine, chars_to_lines, lines_to_paragraphs, text_margins, without_furniture
from extract.readers.pdf_page import PageContent, page_to_content
from extract.readers.pdf_tables import PageTable, content_to_tables, goes_on, join
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "application/pdf"
_MAX_PAGES = 500

_Item = TextLine | PageTable


def read_pdf(file: RawFile) -> Document:
    """Paragraphs and tables in reading order; locators are page and box, in points from the page's top left.

    `meta["pages"]` counts the pages, `meta["pages_without_text"]` lists those that are pictures, if any.
    Raises UnreadableFile for a damaged, password-protected or scanned file, RefusedFile above 500 pages or where a
    page holds more than any report's does.
    """
    contents, title = _read_pages(file.data)
    _refuse_unmapped(contents)
    meta = {"pages": str(len(contents))}
    if blank := [str(content.number) for content in contents if not content.chars]:
        meta["pages_without_text"] = ",".join(blank)
    items = _to_items(contents)
    if not items:  # a scan may still carry page numbers
        raise UnreadableFile("is a scan without a text layer; it needs recognition, which is not built in yet")
    widths = {content.number: round(content.width) for content in contents}
    blocks = gather_bare_tables(_items_to_blocks(_joined(items), widths))
    return Document(file.sha256, MEDIA_TYPE, title, meta, tuple(blocks))


def _read_pages(data: bytes) -> tuple[list[PageContent], str | None]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFile("is password-protected; ask for an open copy") from error
        raise UnreadableFile(f"is a damaged PDF ({error}); fetch it again") from error
    with closing(pdf):
        if len(pdf) > _MAX_PAGES:
            raise RefusedFile(f"has {len(pdf)} pages, more than the {_MAX_PAGES} allowed; cut out the report by hand")
        contents = []
        for number in range(1, len(pdf) + 1):
            try:
                page = pdf[number - 1]
            except pypdfium2.PdfiumError as error:
                raise UnreadableFile(f"is a damaged PDF (page {number}: {error}); fetch it again") from error
            with closing(page):
                contents.append(page_to_content(page, number))
        title = (pdf.get_metadata_value("Title") or "").strip("\0 ")
    return contents, title if is_plausible_title(title) else None


def _refuse_unmapped(contents: Sequence[PageContent]) -> None:
    unmapped = sum(content.unmapped for content in contents)
    if unmapped and unmapped > sum(not char.text.isspace() for content in contents for char in content.chars):
        raise UnreadableFile(
            "has fonts that do not say which characters they print; it needs recognition, which is not built in yet"
        )


def _to_items(contents: Sequence[PageContent]) -> list[_Item]:
    """Lines and tables of all pages in reading order, page furniture left out."""
    tables, lines = [], []
    for content in contents:
        found, outside = content_to_tables(content)
        tables.append(found)
        lines.append(chars_to_lines(outside, content.number))
    kept = without_furniture(lines, [content.height for content in contents])
    items: list[_Item] = []
    for found, prose in zip(tables, kept, strict=True):
        items.extend(sorted([*found, *prose], key=lambda item: item.bbox[1]))
    return items


def _joined(items: Sequence[_Item]) -> Iterator[_Item]:
    """Join the tables that break over a page: nothing is printed between their parts."""
    held: _Item | None = None
    for item in items:
        if isinstance(held, PageTable) and isinstance(item, PageTable) and goes_on(held, item):
            held = join(held, item)
            continue
        if held is not None:
            yield held
        held = item
    if held is not None:
        yield held


def _items_to_blocks(items: Iterator[_Item], widths: Mapping[int, int]) -> list[Block]:
    """Lines to paragraphs and tables to tables; pages of one width are set with the same margins."""
    everything = list(items)
    by_width: dict[int, list[TextLine]] = {}
    for item in everything:
        if isinstance(item, TextLine):
            by_width.setdefault(widths[item.page], []).append(item)
    margins = {width: text_margins(lines, width) for width, lines in by_width.items()}
    blocks: list[Block] = []
    for is_line, group in groupby(everything, key=lambda item: isinstance(item, TextLine)):
        if is_line:
            run = [item for item in group if isinstance(item, TextLine)]
            blocks.extend(
                _to_paragraph(wrapped) for wrapped in lines_to_paragraphs(run, lambda line: margins[widths[line.page]])
            )
        else:
            blocks.extend(item.to_table() for item in group if isinstance(item, PageTable))
    return blocks


def _to_paragraph(lines: Sequence[TextLine]) -> Paragraph:
    """The text of wrapped lines is one; its place is the part of it on the page where it begins."""
    page = lines[0].page
    boxes = [line.bbox for line in lines if line.page == page]
    box: BBox = (
        round(min(box[0] for box in boxes), 1),
        round(min(box[1] for box in boxes), 1),
        round(max(box[2] for box in boxes), 1),
        round(max(box[3] for box in boxes), 1),
    )
    return Paragraph("".join(line.text for line in lines), Locator(page=page, bbox=box))

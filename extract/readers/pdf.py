"""A PDF → Document: pdfium's characters and lines; ruled tables proven, everything else as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.pages import contents_to_blocks
from extract.readers.pdf_page import PageContent, page_to_content
from extract.readers.plausible import is_plausible_title
from extract.readers.rawfile import RawFile

MEDIA_TYPE = "application/pdf"
_MAX_PAGES = 500


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
    blocks = contents_to_blocks(contents)
    if not blocks:  # a scan may still carry page numbers
        raise UnreadableFile("is a scan without a text layer; it needs recognition, which is not built in yet")
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

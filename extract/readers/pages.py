"""What pages print, character by character and line by line → blocks: tables over pages joined, furniture left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from extract.document import BBox, Block, Locator, Paragraph
from extract.readers.bare import gather_bare_tables
from extract.readers.pdf_lines import TextLine, chars_to_lines, lines_to_paragraphs, text_margins, without_furniture
from extract.readers.pdf_page import PageContent
from extract.readers.pdf_tables import PageTable, content_to_tables, goes_on, join

if TYPE_CHECKING:
    from extract.readers.scan_reading import Recognised

Item = TextLine | PageTable


def contents_to_blocks(contents: Sequence[PageContent], recognised: Sequence[Recognised] = ()) -> list[Block]:
    """Paragraphs and tables in reading order, located by page and box; ruled tables are proven.

    `recognised` is what was recognised in pictures on these pages.

    Empty where nothing is printed but page numbers. Raises RefusedFile where a page holds more than any report's does.
    """
    widths = {content.number: content.width for content in contents}
    return gather_bare_tables(items_to_blocks(_to_items(contents, recognised), widths))


def _to_items(contents: Sequence[PageContent], recognised: Sequence[Recognised]) -> list[Item]:
    """Lines and tables of all pages in reading order, page furniture left out."""
    tables: list[list[PageTable]] = []
    lines: list[list[TextLine]] = []
    for content in contents:
        found, outside = content_to_tables(content)
        own = [page for page in recognised if page.number == content.number]
        tables.append([*found, *(table for page in own for table in page.tables)])
        lines.append([*chars_to_lines(outside, content.number), *(line for page in own for line in page.lines)])
    kept = without_furniture(lines, [content.height for content in contents])
    items: list[Item] = []
    for found, prose in zip(tables, kept, strict=True):
        items.extend(sorted([*found, *prose], key=lambda item: item.bbox[1]))
    return items


def _joined(items: Sequence[Item]) -> Iterator[Item]:
    """Join the tables that break over a page: nothing is printed between their parts."""
    held: Item | None = None
    for item in items:
        if isinstance(held, PageTable) and isinstance(item, PageTable) and goes_on(held, item):
            held = join(held, item)
            continue
        if held is not None:
            yield held
        held = item
    if held is not None:
        yield held


def items_to_blocks(items: Sequence[Item], page_widths: Mapping[int, float]) -> list[Block]:
    """Join tables that break over a page, and lines to paragraphs; pages of one width are set with the same margins."""
    everything = list(_joined(items))
    widths = {number: round(width) for number, width in page_widths.items()}
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
    text, confidence = "".join(line.text for line in lines), min(line.confidence for line in lines)
    return Paragraph(text, Locator(page=page, bbox=box), confidence)

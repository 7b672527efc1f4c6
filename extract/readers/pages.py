"""What pages print, character by character and line by line → blocks: tables over pages joined, furniture left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from extract.document import BBox, Block, Locator, Paragraph
from extract.readers.bare import gather_bare_tables
from extract.readers.pdf_lines import TextLine, chars_to_lines, lines_to_paragraphs, text_margins, without_furniture
from extract.readers.pdf_page import PageContent
from extract.readers.pdf_tables import PageTable, content_to_tables, goes_on, join

_Item = TextLine | PageTable


def contents_to_blocks(contents: Sequence[PageContent]) -> list[Block]:
    """Paragraphs and tables in reading order, located by page and box; ruled tables are proven.

    Empty where nothing is printed but page numbers. Raises RefusedFile where a page holds more than any report's does.
    """
    widths = {content.number: round(content.width) for content in contents}
    return gather_bare_tables(_items_to_blocks(_joined(_to_items(contents)), widths))


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

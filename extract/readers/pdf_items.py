"""Lines and tables of all pages, in order → the blocks of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from extract.document import BBox, Block, Locator, Paragraph
from extract.readers.pdf_lines import TextLine, lines_to_paragraphs, text_margins
from extract.readers.pdf_tables import PageTable, goes_on, join

Item = TextLine | PageTable


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


def with_boxes(block: Block, change: Callable[[BBox, int], BBox]) -> Block:
    """A block with each of its boxes changed, given the page that it is on."""

    def changed(locator: Locator) -> Locator:
        if locator.bbox is None or locator.page is None:
            return locator
        return replace(locator, bbox=change(locator.bbox, locator.page))

    if isinstance(block, Paragraph):
        return replace(block, locator=changed(block.locator))
    return replace(block, cells=tuple(replace(cell, locator=changed(cell.locator)) for cell in block.cells))

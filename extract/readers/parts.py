"""Blocks of a file that is part of another, or of a page that was turned: their locators say where they stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extract.document import BBox, Block, Locator, Paragraph


def in_part(block: Block, part: str) -> Block:
    """The same block as one of that part; a part of its own, such as a sheet, follows: `附件.xlsx!Sheet1`."""

    def placed(locator: Locator) -> Locator:
        return locator._replace(part=f"{part}!{locator.part}" if locator.part else part)

    if isinstance(block, Paragraph):
        return replace(block, locator=placed(block.locator))
    return replace(block, cells=tuple(cell._replace(locator=placed(cell.locator)) for cell in block.cells))


def with_boxes(block: Block, change: Callable[[BBox, int], BBox]) -> Block:
    """A block with each of its boxes changed, given the page that it is on."""

    def changed(locator: Locator) -> Locator:
        if locator.bbox is None or locator.page is None:
            return locator
        return locator._replace(bbox=change(locator.bbox, locator.page))

    if isinstance(block, Paragraph):
        return replace(block, locator=changed(block.locator))
    return replace(block, cells=tuple(cell._replace(locator=changed(cell.locator)) for cell in block.cells))

"""Blocks of a file that is part of another: their locators say of which part."""

from __future__ import annotations

from dataclasses import replace

from extract.document import Block, Locator, Paragraph


def in_part(block: Block, part: str) -> Block:
    """The same block as one of that part; a part of its own, such as a sheet, follows: `附件.xlsx!Sheet1`."""

    def placed(locator: Locator) -> Locator:
        return replace(locator, part=f"{part}!{locator.part}" if locator.part else part)

    if isinstance(block, Paragraph):
        return replace(block, locator=placed(block.locator))
    return replace(block, cells=tuple(replace(cell, locator=placed(cell.locator)) for cell in block.cells))

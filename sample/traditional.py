"""Reports as a portal's converter prints them in traditional characters: the work of an independent converter."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from opencc import OpenCC

from sample.model import Block, FactAnswer, Para, ReportContent


def content_to_traditional(content: ReportContent) -> ReportContent:
    """The whole report converted: what is printed is traditional, codes and values stay."""
    blocks = tuple(_block_to_traditional(block) for block in content.blocks)
    facts = tuple(_fact_to_traditional(fact) for fact in content.facts)
    return replace(content, title=simplified_to_traditional(content.title), blocks=blocks, facts=facts)


def _block_to_traditional(block: Block) -> Block:
    if isinstance(block, Para):
        return replace(block, text=simplified_to_traditional(block.text))
    return replace(block, cells=tuple(replace(c, text=simplified_to_traditional(c.text)) for c in block.cells))


def _fact_to_traditional(fact: FactAnswer) -> FactAnswer:
    return replace(fact, label=simplified_to_traditional(fact.label), raw=simplified_to_traditional(fact.raw))


def simplified_to_traditional(text: str) -> str:
    """The text in traditional characters.

    >>> simplified_to_traditional("政府信息公开")
    '政府信息公開'
    """
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    return OpenCC("s2t")

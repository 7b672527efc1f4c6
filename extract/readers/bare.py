"""Tables that lost everything but their lines: one cell a line, without tabs, rules or markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.readers.flat_rows import is_heading, is_number

_LEAST_LINES = 20
_LONGEST_LABEL = 50
_NUMBERS_ALONE = 0.4
_NUMBERS_WITH_LABEL = 0.25
_FORM_LABEL = re.compile(r"信息内容|第二十条|申请人情况|自然人|结果维持|统计指标|指标名称")


def gather_bare_tables(blocks: Sequence[Block]) -> list[Block]:
    """Replace each long run of short lines, many of them bare numbers, by a table of one column with a row a line.

    What the rows and columns were is for the forms to say. An empty line between lines that otherwise follow each
    other is an empty cell. At least 20 lines; 40 % numbers, or 25 % beside a label that only forms have.
    """
    gathered: list[Block] = []
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and _is_short(block.text):
            run.append(block)
            continue
        gathered.extend(_run_to_blocks(run))
        gathered.append(block)
        run = []
    gathered.extend(_run_to_blocks(run))
    return gathered


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and "。" not in text and not is_heading(text)


def _run_to_blocks(run: Sequence[Paragraph]) -> list[Block]:
    end = max((at for at, line in enumerate(run, start=1) if is_number(line.text)), default=0)
    lines = run[:end]
    if len(lines) < _LEAST_LINES:
        return list(run)
    share = sum(is_number(line.text) for line in lines) / len(lines)
    least = _NUMBERS_WITH_LABEL if any(_FORM_LABEL.search(line.text) for line in lines) else _NUMBERS_ALONE
    return [_lines_to_table(lines), *run[end:]] if share >= least else list(run)


def _lines_to_table(lines: Sequence[Paragraph]) -> Table:
    numbers = [line.locator.line for line in lines]
    texts = [(line.text, line.locator, line.confidence) for line in lines]
    known = [number for number in numbers if number is not None]
    gaps = [after - before - 1 for before, after in pairwise(known)]
    if len(known) == len(lines) and sum(gap > 0 for gap in gaps) * 5 <= len(gaps):
        texts = [texts[0]]
        for gap, line in zip(gaps, lines[1:], strict=True):
            at = line.locator.line or 0
            texts.extend(("", Locator(line=at - lost, column=1), 1.0) for lost in range(gap, 0, -1))
            texts.append((line.text, line.locator, line.confidence))
    cells = (Cell(text, row, 0, locator=place, confidence=sure) for row, (text, place, sure) in enumerate(texts))
    recognised = any(line.confidence < 1.0 for line in lines)
    return Table(tuple(cells), grid_proven=False, recognised=recognised)

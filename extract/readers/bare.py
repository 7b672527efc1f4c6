"""Tables that lost everything but their lines: one cell a line, or rows with spaces between the cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.readers.flat_rows import UNITS, is_heading, is_number, names_form
from extract.readers.line_runs import gather_runs
from extract.readers.spaced import gather_spaced_tables
from extract.readers.spaced_lists import gather_spaced_lists

_LEAST_LINES, _LEAST_WITH_LABEL = 20, 6
_LONGEST_LABEL = 80
_ROW_OF_LIST = 4
_NUMBERS_ALONE = 0.4
_NUMBERS_WITH_LABEL = 0.25


def gather_bare_tables(blocks: Sequence[Block]) -> list[Block]:
    """Replace each long run of short lines, many of them bare numbers, by a table of one column with a row a line.

    Rows whose cells have spaces between them go before: see `extract.readers.spaced` and `spaced_lists`. What the rows
    and columns were is for the forms to say. An empty line between lines that otherwise follow each other is an empty
    cell. At least 20 lines of which 40 % are numbers; beside a label that only forms have, 6 lines and 25 %.
    """
    return gather_runs(gather_spaced_tables(gather_spaced_lists(blocks)), _is_short, _run_to_blocks)


def _is_short(text: str, run: Sequence[Paragraph]) -> bool:
    """Whether a line may be a cell; sections of a list have headings like those of the text (一、主动公开情况)."""
    if len(text) > _LONGEST_LABEL or "。" in text:
        return False
    return not is_heading(text) or any(_is_of_form(line.text) for line in run[-_ROW_OF_LIST:])


def _is_of_form(text: str) -> bool:
    """Whether only a form prints such a line: one of its labels, or a unit alone."""
    return text.strip() in UNITS or names_form(text)


def _run_to_blocks(run: Sequence[Paragraph]) -> list[Block]:
    end = max((at for at, line in enumerate(run, start=1) if is_number(line.text)), default=0)
    lines = run[:end]
    has_label = any(_is_of_form(line.text) for line in lines)
    least, share = (_LEAST_WITH_LABEL, _NUMBERS_WITH_LABEL) if has_label else (_LEAST_LINES, _NUMBERS_ALONE)
    if len(lines) < least or sum(is_number(line.text) for line in lines) < share * len(lines):
        return list(run)
    return [_lines_to_table(lines), *run[end:]]


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

"""Lists of indicators whose columns are told apart by spaces, or by nothing at all: `1.当面申请数 件 12`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.document import Block, Cell, Paragraph, Table

_LEAST_ROWS = 5
_LONGEST_ROW = 80
_LONGEST_HEADING = 40
_HEADINGS_BETWEEN = 2
_UNIT = "人次|件次|[万亿]?元|[条件项个宗次人份篇起例部期场]"
_NUMBER = r"[+＋\-－]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?|[/／]|[-－—–]+|无"
_ROW = re.compile(rf"(?P<label>\S.*?)\s*(?P<unit>{_UNIT})\s*(?P<values>(?:{_NUMBER})(?:\s+(?:{_NUMBER}))*)\s*")
_BLANK_ROW = re.compile(rf"(?P<label>\S.*?)\s+(?P<unit>{_UNIT})(?P<values>)\s*")
_DASHED = re.compile(r"(?P<label>\S.*?)\s+(?P<unit>[-－—–]+)\s+(?P<values>[-－—–]+)\s*")
_HEADER = re.compile(r"\s*(?:统计)?指标(?:名称)?\s+(?:计量)?单位\s.*")


def gather_spaced_lists(blocks: Sequence[Block]) -> list[Block]:
    """Replace each run of lines that end in a unit and numbers by a table with a cell for each.

    A run has at least five such lines; short lines between them, at most two in sequence, are rows of one cell.
    """
    gathered: list[Block] = []
    run: list[tuple[Paragraph, list[str]]] = []
    for block in blocks:
        cells = _line_to_cells(block.text) if isinstance(block, Paragraph) else []
        if isinstance(block, Paragraph) and (cells or (run and _may_stand_between(block.text))):
            run.append((block, cells or [block.text]))
            continue
        gathered += [*_run_to_blocks(run), block]
        run = []
    return [*gathered, *_run_to_blocks(run)]


def _line_to_cells(text: str) -> list[str]:
    """Label, unit and numbers of a row, the names of a header, or nothing.

    >>> _line_to_cells("1.当面申请数 件 12"), _line_to_cells("（三）接受培训人员数人次120")
    (['1.当面申请数', '件', '12'], ['（三）接受培训人员数', '人次', '120'])
    >>> _line_to_cells("统计指标 单位 统计数"), _line_to_cells("全年发布信息120条")
    (['统计指标', '单位', '统计数'], [])
    """
    if len(text) > _LONGEST_ROW or "。" in text:
        return []
    if _HEADER.fullmatch(text):
        return text.split()
    for pattern in (_DASHED, _ROW, _BLANK_ROW):
        if found := pattern.fullmatch(text.strip()):
            return [found["label"], found["unit"], *(found["values"].split() or [""])]
    return []


def _may_stand_between(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and "。" not in text


def _run_to_blocks(run: Sequence[tuple[Paragraph, list[str]]]) -> Iterator[Block]:
    """Tables, with the lines between them and those behind the last row as they were."""
    rows = [at for at, (_, cells) in enumerate(run) if len(cells) > 1]
    ends = [at for at, (here, after) in enumerate(pairwise(rows), start=1) if after - here > _HEADINGS_BETWEEN + 1]
    done = 0
    for start, end in pairwise([0, *ends, len(rows)]):
        if end - start >= _LEAST_ROWS:
            first, last = rows[start], rows[end - 1]
            yield from (paragraph for paragraph, _ in run[done:first])
            yield _lines_to_table(run[first : last + 1])
            done = last + 1
    yield from (paragraph for paragraph, _ in run[done:])


def _lines_to_table(lines: Sequence[tuple[Paragraph, list[str]]]) -> Table:
    cells = []
    for row, (paragraph, texts) in enumerate(lines):
        begin = 0
        for column, text in enumerate(texts):
            begin = paragraph.text.index(text, begin)
            place = replace(paragraph.locator, column=(paragraph.locator.column or 1) + begin)
            cells.append(Cell(text, row, column, locator=place))
            begin += len(text)
    return Table(tuple(cells), grid_proven=False)

"""Lists of indicators whose columns are told apart by spaces, or by nothing at all: `1.当面申请数 件 12`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.document import Block, Cell, Paragraph, Table

_LEAST_ROWS = 5
_LONGEST_ROW = 160
_LONGEST_HEADING = 40
_HEADINGS_BETWEEN = 2
_UNIT = "人次|件次|[万萬亿億]?元|[条條件项項个個宗次人份篇起例部期场場]"
# A number with a mark behind it is that of the next label: 12 6.其他形式申请数.
_NUMBER = r"[+＋\-－]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?(?!\s*[.．、)）])(?![\d０-９])|[/／]|[-－—–]+|无|無"
_ROW = re.compile(rf"(?P<label>\S.*?)\s*(?P<unit>{_UNIT})\s*(?P<values>(?:{_NUMBER})(?:\s+(?:{_NUMBER}))*)\s*")
_PART = re.compile(rf"\s*(?P<label>\S.*?)\s+(?P<unit>{_UNIT})\s+(?P<values>(?:{_NUMBER})(?:\s+(?:{_NUMBER}))*)(?=\s|$)")
_BLANK_ROW = re.compile(rf"(?P<label>\S.*?)\s+(?P<unit>{_UNIT})(?P<values>)\s*")
_DASHED = re.compile(r"(?P<label>\S.*?)\s+(?P<unit>[-－—–]+)\s+(?P<values>[-－—–]+)\s*")
_HEADER_NAME = re.compile(
    r"[统統][计計]指[标標]|指[标標](?:名[称稱])?|(?:[计計]量)?[单單]位|指?[标標]?代[码碼]|[编編][号號]|序[号號]|本[期年](?:[数數]量?)?"
    r"|[统統][计計][数數]量?|[数數]量|(?:[历歷]年)?累[计計][数數]?|上(?:年同)?期[数數]?|去年同期|同比|[备備]注"
)
# Every row ends in a number or a mark for none, or in the unit of a blank one; a number may end in a comma.
_ROW_END = re.compile(rf"(?:{_UNIT}|[\d,，/／\-－—–无無])$")
_SUM = re.compile(r"\s+(合[计計]|[总總][计計]|小[计計])$")
_SECTION = re.compile(r"\s+[-—－–]+\s+[-—－–]+\s+|\s{2,}")


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
    >>> _line_to_cells("主动公开信息数 条 01 399 6. 其他形式申请数 件 15 0")
    ['主动公开信息数', '条', '01', '399', '6. 其他形式申请数', '件', '15', '0']
    """
    if len(text) > _LONGEST_ROW or "。" in text:
        return []
    if header := _header_to_cells(text):
        return header
    if not _ROW_END.search(text.rstrip()):
        return []
    parts = list(_PART.finditer(text))
    if len(parts) > 1 and not _PART.sub("", text).strip():
        return [cell for part in parts for cell in _found_to_cells(part)]
    found = next((found for pattern in (_DASHED, _ROW, _BLANK_ROW) if (found := pattern.fullmatch(text.strip()))), None)
    return _found_to_cells(found) if found else []


def _header_to_cells(text: str) -> list[str]:
    """The names of a list's columns, where a line is nothing but these, however they are spaced.

    >>> _header_to_cells("指 标 名 称 单 位 代码 本期"), _header_to_cells("单位 本期")
    (['指标名称', '单位', '代码', '本期'], [])
    """
    plain = "".join(text.split())
    names = _HEADER_NAME.findall(plain)
    return names if len(names) >= 3 and "".join(names) == plain else []


def _found_to_cells(found: re.Match[str]) -> list[str]:
    """Label, unit and numbers; a heading that stands in front of the label, and a word for the sum behind it, apart."""
    labels = _SECTION.split(found["label"].strip())
    labels = [part for label in labels for part in _SUM.split(label) if part]
    return [*labels, found["unit"], *(found["values"].split() or [""])]


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
            begin = max(begin, paragraph.text.find(text, begin))  # a name of the header may be printed with spaces
            place = paragraph.locator._replace(column=(paragraph.locator.column or 1) + begin)
            cells.append(Cell(text, row, column, locator=place))
            begin += len(text)
    return Table(tuple(cells), grid_proven=False)

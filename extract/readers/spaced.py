"""Tables of which only spaces are left between the cells: copied out of a PDF viewer, or a PDF without ruled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.document import Block, Cell, Paragraph, Table
from extract.readers.flat_rows import UNITS, is_heading, is_number, names_form
from extract.readers.line_runs import gather_runs

_LONGEST_LABEL = 90
_LONGEST_LINE = 60
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]")
_STRONG, _BARE, _WIDE = 3, 5, 10
_HEADER_LINES = 8


def gather_spaced_tables(blocks: Sequence[Block]) -> list[Block]:
    """Replace runs of lines such as `规章 0 0 0` by a table with ragged rows, the lines of its header included.

    A row ends with three values or more, with a unit and a value, or, among such rows, with any value. What the rows
    and columns were is for the forms to say.
    """
    return gather_runs(blocks, lambda text, _run: is_spaced_row(text) or _may_stand_between(text), _run_to_blocks)


def is_spaced_row(text: str) -> bool:
    """Whether a line is a label and its values, or five values and more, with spaces between them.

    >>> is_spaced_row("（三）不予公开 1.属于国家秘密 0 0 0 / 0 0 0"), is_spaced_row("1.政府公报公开政府信息数 条 12")
    (True, True)
    >>> is_spaced_row("全年收到申请 12 件"), is_spaced_row("2019 2020 2021"), is_spaced_row("行政许可 25")
    (False, False, False)
    """
    words, values = _split(text)
    if not words:
        return len(values) >= _BARE
    if len("".join(words)) > _LONGEST_LABEL or "。" in text:
        return False
    return len(values) >= _STRONG or (bool(values) and len(words) > 1 and words[-1] in UNITS)


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words of a line and the values that it ends with."""
    tokens = text.split()
    at = len(tokens)
    while at and is_number(tokens[at - 1]):
        at -= 1
    return tokens[:at], tokens[at:]


def _may_stand_between(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and "。" not in text and not is_heading(text)


def _run_to_blocks(run: Sequence[Paragraph]) -> Iterator[Block]:
    """The run as it is, or with its rows and the lines among and right above them as a table."""
    rows = [at for at, line in enumerate(run) if is_spaced_row(line.text)]
    weak = [at for at, line in enumerate(run) if at not in rows and _is_weak_row(line.text)]
    wide = any(len(_split(run[at].text)[1]) >= _WIDE for at in rows)
    named = any(names_form(line.text) for line in run) and bool(rows or weak)
    if not (wide or named or (len(rows) >= 2 and len(rows) + len(weak) >= 3)):
        yield from run
        return
    begin = min([*rows, *weak])
    if rows:
        begin = min([rows[0], *(at for at in weak if rows[0] - _HEADER_LINES <= at)])
    header = range(max(0, begin - _HEADER_LINES), begin)
    first = next((at for at in header if _is_header(run[at].text)), begin)
    last = max([*rows, *weak])
    yield from run[:first]
    yield _lines_to_table(run[first : last + 1])
    yield from run[last + 1 :]


def _is_weak_row(text: str) -> bool:
    words, values = _split(text)
    return bool(words) and bool(values)


def _is_header(text: str) -> bool:
    """Whether a line heads columns: several words with spaces between, or a label that only forms have; no number."""
    words, values = _split(text)
    return not values and (len(words) >= 2 or names_form(text))


def _lines_to_table(lines: Sequence[Paragraph]) -> Table:
    cells = (
        Cell(text, row, column, locator=line.locator)
        for row, line in enumerate(lines)
        for column, text in enumerate(_line_to_texts(line.text))
    )
    return Table(tuple(cells), grid_proven=False)


def _line_to_texts(text: str) -> list[str]:
    """The cells of a line: in a row of values a label may hold spaces, and a numbered label begins a new one."""
    words, values = _split(text)
    if not values:
        return words
    labels: list[str] = []
    for word in words:
        if labels and not _NUMBERED.match(word) and word not in UNITS:
            labels[-1] += f" {word}"
        else:
            labels.append(word)
    return [*labels, *values]

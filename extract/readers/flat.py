"""Flattened text → paragraphs and guessed tables: rows of tabs or pipes, or one cell a line after a tab."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.readers.flat_rows import CONTINUATION_LENGTH, is_blank, is_heading, is_number, is_prose, line_to_cells

_TABLE_TITLE = re.compile(r"^\s*第.{1,5}条第?.{0,6}$")  # 第二十条第（一）项: a table row that lost its tabs
_NUMBERED = re.compile(r"^\s*[一二三四五六七八九十]+\s*、")
_CONTINUATION_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text without its line end; `number` counts from 1."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """The text of one cell and the line and column where it starts, both from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Habits:
    """How this text was flattened, seen over all of it."""

    trimmed: bool
    """One cell a line, and the tab of empty cells was trimmed away: an empty line may be an empty cell."""
    spaced: bool
    """Rows of tabs with an empty line after each."""


def text_to_lines(text: str) -> list[Line]:
    """Lines of a text, whichever way they end."""
    unified = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return [Line(line, number) for number, line in enumerate(unified.split("\n"), start=1)]


def lines_to_blocks(lines: Sequence[Line]) -> list[Block]:
    """Every line, in order: in a table where it is one's, otherwise a paragraph; empty lines between are dropped.

    Tables come with ragged rows: `Cell.row` counts the printed rows, `Cell.column` the cells printed before it.
    """
    habits = _lines_to_habits(lines)
    blocks: list[Block] = []
    start = 0
    while start < len(lines):
        if _starts_cells(lines, start):
            rows, end = _take_cells(lines, start, habits)
            is_table = sum(len(row) for row in rows) >= 4
        elif _starts_rows(lines, start):
            rows, end = _take_rows(lines, start, habits)
            is_table = _are_rows_of_a_table(rows)
        else:
            rows, end, is_table = [], start + 1, False
        if is_table:
            blocks.append(_rows_to_table(rows))
        else:
            blocks.extend(_line_to_paragraph(line) for line in lines[start:end] if not is_blank(line.text))
        start = end
    return blocks


def _is_cell(text: str) -> bool:
    """One cell on its line, after a tab."""
    return _is_lone(text) and not is_prose(text) and not is_heading(text)


def _is_row(text: str) -> bool:
    """Several cells on the line."""
    return not _is_lone(text) and not is_prose(text) and line_to_cells(text) is not None


def _is_lone(text: str) -> bool:
    return text.startswith("\t") and "\t" not in text[1:]


def _is_section_cell(lines: Sequence[Line], at: int) -> bool:
    """A heading that is a cell of the form of 2014 (一、主动公开情况): the next cell of its row follows at once."""
    text = lines[at].text
    return _is_lone(text) and is_heading(text) and _is_cell(_text_after(lines, at))


def _starts_cells(lines: Sequence[Line], at: int) -> bool:
    return _is_cell(lines[at].text) and not _is_row(_text_after(lines, at))


def _starts_rows(lines: Sequence[Line], at: int) -> bool:
    text, following = lines[at].text, _text_after(lines, at)
    if _is_row(text):
        return True
    return (_TABLE_TITLE.match(text) is not None or _is_cell(text)) and _is_row(following)


def _text_after(lines: Sequence[Line], at: int) -> str:
    return lines[at + 1].text if at + 1 < len(lines) else ""


def _take_cells(lines: Sequence[Line], start: int, habits: _Habits) -> tuple[list[list[_Piece]], int]:
    """One cell a line: an empty line begins a row, more of them end the table (if empty cells kept their tab)."""
    rows: list[list[_Piece]] = [[]]
    gap, at, end = 0, start, start
    while at < len(lines):
        line = lines[at]
        if is_blank(line.text):
            gap += 1
        elif _is_cell(line.text) or _is_section_cell(lines, at):
            if gap > 1 and not habits.trimmed:
                break
            if gap:
                rows.append([_Piece("", line.number - lost, 1) for lost in range(gap - 1, 0, -1)])
            rows[-1].append(_piece(line.text, 1, line.number))
            gap, end = 0, at + 1
        elif gap == 0 and _continues_cell(lines, at):
            last = rows[-1][-1]
            rows[-1][-1] = _Piece(f"{last.text}\n{line.text.strip()}", last.line, last.column)
            end = at + 1
        else:
            break
        at += 1
    return rows, end


def _continues_cell(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without a tab is the rest of the cell above: it is short, and cells go on right after it."""
    for offset, line in enumerate(lines[at : at + _CONTINUATION_LINES + 2]):
        if _is_cell(line.text):
            return offset > 0
        if is_blank(line.text):
            return offset > 0 and _is_cell(_text_after(lines, at + offset))
        if len(line.text.strip()) > CONTINUATION_LENGTH or "。" in line.text or _NUMBERED.match(line.text):
            return False
        if "\t" in line.text:
            return False
    return False


def _take_rows(lines: Sequence[Line], start: int, habits: _Habits) -> tuple[list[list[_Piece]], int]:
    """A row a line: an empty line ends the table (unless every row has one after it), and so does prose."""
    rows: list[list[_Piece]] = []
    gap, at, end = 0, start, start
    while at < len(lines):
        line = lines[at]
        if is_blank(line.text):
            gap += 1
            if gap > habits.spaced:
                break
        elif _is_row(line.text) or _is_cell(line.text) or _is_lone_cell_of_row(lines, at, first=at == start):
            cells = line_to_cells(line.text)
            if cells is None:
                cells = [(0, line.text)]
            if cells:  # a markdown rule under the header or a drawn border holds none
                rows.append([_piece(text, column, line.number) for column, text in cells])
            gap, end = 0, at + 1
        else:
            break
        at += 1
    return rows, end


def _is_lone_cell_of_row(lines: Sequence[Line], at: int, *, first: bool) -> bool:
    """Whether a line without tabs between rows is a row whose empty cells were trimmed away."""
    text = lines[at].text
    if is_heading(text) or is_prose(text) or not _is_row(_text_after(lines, at)):
        return False
    return len(text.strip()) <= 60 and (not first or _TABLE_TITLE.match(text) is not None)


def _are_rows_of_a_table(rows: Sequence[Sequence[_Piece]]) -> bool:
    """Two rows that share a line with another cell, or one row that is a table's by its length or its numbers."""
    filled = [[piece for piece in row if piece.text.strip()] for row in rows]
    if sum(len(row) >= 2 for row in filled) >= 2:
        return True
    numbers = sum(is_number(piece.text) for row in filled for piece in row)
    return any(len(row) >= 10 for row in rows) or numbers >= 2


def _piece(text: str, offset: int, line: int) -> _Piece:
    """A cell from `offset` (from 0) on, without the spaces around it; no-break and wide spaces are kept as printed."""
    bare = text[offset:] if text.startswith("\t") and offset == 1 else text
    left = len(bare) - len(bare.lstrip(" "))
    return _Piece(bare.strip(" ").replace("<br>", "\n"), line, offset + left + 1)


def _rows_to_table(rows: Sequence[Sequence[_Piece]]) -> Table:
    return Table(
        tuple(
            Cell(piece.text, row, column, locator=Locator(line=piece.line, column=piece.column))
            for row, pieces in enumerate(rows)
            for column, piece in enumerate(pieces)
        ),
        grid_proven=False,
    )


def _line_to_paragraph(line: Line) -> Paragraph:
    text = line.text.strip()
    column = len(line.text) - len(line.text.lstrip()) + 1
    return Paragraph(text, Locator(line=line.number, column=column))


def _lines_to_habits(lines: Sequence[Line]) -> _Habits:
    cells = [line for line in lines if _is_cell(line.text)]
    rows = [line.number for line in lines if _is_row(line.text)]
    steps = [after - before for before, after in pairwise(rows)]
    return _Habits(
        trimmed=not any(line.text.strip() == "" for line in cells),
        spaced=steps.count(2) >= 4 and steps.count(2) > 2 * steps.count(1),
    )

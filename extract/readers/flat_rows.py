"""What one line of flattened text is: a row of cells, a heading, a number, prose."""

from __future__ import annotations

import re

CONTINUATION_LENGTH = 30
UNITS = frozenset(["条", "條", "件", "次", "篇", "个", "個", "人", "人次", "万元", "萬元", "元"])
"""What stands alone in a list's column of units."""
_PROSE_LENGTH = 80
_SENTENCE_LENGTH = 40
_PIPES = "|｜│┃"
_PIPE = re.compile(rf"(?<!\\)[{_PIPES}]")
_RULE_CELL = re.compile(r"^:?[-─━═—]{3,}:?$")
_BORDER = re.compile(r"^[\s+=:\-─━═┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛|│┃]{3,}$")
_BORDER_SIGN = re.compile(r"[─━═+┼╋]|-{3}|={3}")
# The headings between which the forms stand: 二、主动公开政府信息情况. Rows are numbered alike (一、本年新收…数量).
_HEADING = re.compile(r"^\s*[一二三四五六七八九]\s*、.{0,40}(?:情况|事项)[：:]?\s*$")
_FORM_LABEL = re.compile(
    r"信息[内內]容|第二十[条條]|申[请請]人情[况況]|自然人|[结結]果[维維]持|[统統][计計]指[标標]|指[标標]名[称稱]"
)
_NUMBER = re.compile(
    r"^[+＋\-－增减]?\s*[\d０-９][\d０-９,，.．]*\s*(?:件|条|條|项|項|宗|份|个|個|次|人|人次|篇|元|万元|萬元)?$"
    r"|^(?:[/／\-－]+|[—–]+|无|無|不涉及|不适用|不適用|N/A)$"
)


def is_blank(text: str) -> bool:
    """Whether a line is empty; one with a tab is not: it holds an empty cell."""
    return "\t" not in text and not text.strip()


def is_heading(text: str) -> bool:
    """Whether a line is a section's heading, which always stands outside of tables.

    >>> is_heading("二、主动公开政府信息情况"), is_heading("三、本年度办理结果")
    (True, False)
    """
    return _HEADING.match(text) is not None


def names_form(text: str) -> bool:
    """Whether a line holds a label that only the forms have.

    >>> names_form("信息内容 本年制发件数"), names_form("行政许可 25")
    (True, False)
    """
    return _FORM_LABEL.search(text) is not None


def is_number(text: str) -> bool:
    """Whether a text is what the forms' value cells hold: a number, or a mark for none.

    >>> [is_number(text) for text in ("0", "＋5", "1,234", "251000元", "/", "规章", "")]
    [True, True, True, True, True, False, False]
    """
    return _NUMBER.match(text.strip()) is not None


def is_prose(text: str) -> bool:
    """Whether a line is a sentence rather than cells, however it is indented."""
    bare = text.strip()
    if any(len(part) > _PROSE_LENGTH for part in re.split(rf"[\t{_PIPES}]", bare)):
        return True
    return "。" in bare and len(bare) > _SENTENCE_LENGTH and bare.count("\t") < 2 and not bare.startswith(tuple(_PIPES))


def line_to_cells(text: str) -> list[tuple[int, str]] | None:
    """The cells of a line with tabs or pipes and the offset of each; [] for a rule or border, None for another line.

    >>> line_to_cells("规章\\t0\\t")
    [(0, '规章'), (3, '0'), (5, '')]
    >>> line_to_cells("| 规章 | 0 |")
    [(1, ' 规章 '), (6, ' 0 ')]
    >>> line_to_cells("--- | :---: | ---"), line_to_cells("规章")
    ([], None)
    """
    if "\t" in text:
        cells = _split(text, re.compile("\t"))
    elif len(_PIPE.findall(text)) >= 2:
        cells = _split_pipes(text)
    else:
        return [] if _BORDER.match(text) and _BORDER_SIGN.search(text) and len(set(text.strip())) > 1 else None
    filled = [cell.strip() for _, cell in cells if cell.strip()]
    is_rule = bool(filled) and all(_RULE_CELL.match(cell) for cell in filled)
    return [] if is_rule or (_BORDER.match(text) and _BORDER_SIGN.search(text)) else cells


def _split(text: str, separator: re.Pattern[str]) -> list[tuple[int, str]]:
    starts = [0, *(found.end() for found in separator.finditer(text))]
    ends = [*(found.start() for found in separator.finditer(text)), len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _split_pipes(text: str) -> list[tuple[int, str]]:
    cells = [(start, cell.replace("\\|", "|")) for start, cell in _split(text, _PIPE)]
    if not cells[0][1].strip():
        del cells[0]
    if cells and not cells[-1][1].strip():
        del cells[-1]
    return cells

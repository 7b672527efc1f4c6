"""What a cell of a statistics table says: a number, its unit, or the state in which it was left."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from transform.labels import without_artifacts
from transform.model import State
from transform.script import label_to_simplified

UNIT_FACTORS = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
COUNT_UNITS = frozenset(["", "件", "条", "项", "个", "宗", "次", "份", "篇", "起", "例", "部", "期", "场", "件次"])
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
"""Behind a count what it is multiplied by; behind money they are short for 万元 and 亿元."""
_DASHES = frozenset(["/", "\\", "|", "*", "-", "--", "---", "—", "——", "–", "―", "─", "一"])
_WORDS_FOR_NONE = frozenset(["无", "暂无", "不涉及", "未涉及", "不适用", "n/a", "N/A", "na"])
_ZEROS = frozenset("零〇○")
_NO_CHANGE = frozenset(["持平", "不变", "无变化", "未变化", "没有变化", "无增减", "未增减"])
_UNIT = "(?:[千万亿]|百万|千万)?元|人次|件次|[件条项个宗次人份篇起例部期场]|[万亿]"
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–—]|增加?|减少?|↑|↓)?\s*(?:[¥￥]|人民币|[共计])?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\s+\d+)*)(?P<fraction>\.\d+)?"
    rf"\s*(?:(?P<unit>{_UNIT})|\((?P<bracketed>{_UNIT})\))?[.。、,;]?"
)
_MINUS = frozenset("-−–—减↓")
# 1 1 3 . 0 4: each character by itself.
_SPACED = re.compile(r"\d(?:\s\d)*\s?\.\s?\d(?:\s\d)*")
# What points to a note, behind a number: 5①, 52[1], 73*, 12（注）.
_NOTE_MARK = re.compile(
    r"(?<=[\d件条项个宗次人份篇起元])\s*"
    r"(?:[①-⑳❶-❿¹²³⁰-⁹]+|[*＊※]+|[\[［〔【]\s*(?:\d{1,2}|[①-⑳*＊※])\s*[\]］〕】]|[(（]\s*(?:[①-⑳*＊※]|注\s*\d{0,2})\s*[)）])$"
)
# Digits with something between or behind them that no number has: 5①, 5[1], 3/4, 0 0.
_LIKE_A_NUMBER = re.compile(rf"[\d\s,.\[\]()+\-−–/*:;~]*\d[\d\s,.\[\]()+\-−–/*:;~]*(?:{_UNIT})?")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What one cell says: `value` in `raw_unit` as printed, None unless `state` is `reported`."""

    state: State
    value: Decimal | None = None
    raw_unit: str = ""
    joined: bool = False
    """True where white space stood between the digits: one number that was wrapped, or two."""
    noted: bool = False
    """True where a mark behind the number points to a note."""


BLANK = CellValue("blank")
NOT_APPLICABLE = CellValue("not_applicable")
ILLEGIBLE = CellValue("illegible")
ZERO = CellValue("reported", Decimal(0))


@lru_cache(maxsize=65536)
def text_to_value(text: str) -> CellValue | None:
    """The value of a cell, or None where its text is words: no number, nor like one, nor a mark for none.

    >>> text_to_value("１,２３４件")
    CellValue(state='reported', value=Decimal('1234'), raw_unit='件', joined=False, noted=False)
    >>> text_to_value("减3").value, text_to_value("＋5").value, text_to_value("1276.5534万元").value
    (Decimal('-3'), Decimal('5'), Decimal('1276.5534'))
    >>> text_to_value(" ").state, text_to_value("／").state, text_to_value("规章")
    ('blank', 'not_applicable', None)
    >>> text_to_value("5①7").state, text_to_value("0 0").state, text_to_value("12\\n3").joined
    ('illegible', 'illegible', True)
    >>> text_to_value("5①").value, text_to_value("52[1]").noted, text_to_value("零").value
    (Decimal('5'), True, Decimal('0'))
    """
    printed = without_artifacts(text).strip()
    if not printed:
        return BLANK
    unmarked = _NOTE_MARK.sub("", printed)
    read = _plain_to_value(label_to_simplified(unicodedata.normalize("NFKC", unmarked)), unmarked)
    if unmarked == printed or read is None:
        return read
    return replace(read, noted=True) if read.state == "reported" else ILLEGIBLE


def change_to_value(text: str) -> CellValue | None:
    """The same for a cell that says how much more or less there was, where words may say that nothing changed.

    >>> change_to_value("持平").value, change_to_value("减3").value, change_to_value("规章")
    (Decimal('0'), Decimal('-3'), None)
    """
    return ZERO if "".join(text.split()) in _NO_CHANGE else text_to_value(text)


def _plain_to_value(plain: str, printed: str) -> CellValue | None:
    if (said := _word_to_value(plain)) is not None:
        return said
    # A raised or circled digit is a mark, and would fuse with the number beside it in normal width.
    marked = any(unicodedata.category(char) == "No" for char in printed)
    if _SPACED.fullmatch(plain) and any(char.isspace() for char in plain):
        return CellValue("reported", Decimal("".join(plain.split())), joined=True)
    match = None if marked else _NUMBER.fullmatch(plain)
    if match is None:
        return ILLEGIBLE if _LIKE_A_NUMBER.fullmatch(plain) else None
    digits = match["digits"].replace(",", "")
    whole = "".join(digits.split())
    joined = whole != digits
    if joined and whole.startswith("0"):
        return ILLEGIBLE
    value = Decimal(whole + (match["fraction"] or ""))
    if (match["sign"] or "+")[0] in _MINUS:
        value = -value
    return CellValue("reported", value, match["unit"] or match["bracketed"] or "", joined)


def _word_to_value(plain: str) -> CellValue | None:
    if not plain:
        return BLANK
    if plain in _DASHES or plain in _WORDS_FOR_NONE:
        return NOT_APPLICABLE
    return ZERO if plain in _ZEROS else None


def to_stored_unit(value: Decimal, unit: str) -> Decimal:
    """Money in yuan, exactly; any other unit as it is.

    >>> to_stored_unit(Decimal("1276.5534"), "万元")
    Decimal('12765534')
    """
    if unit not in UNIT_FACTORS or unit == "元":
        return value
    scaled = value * UNIT_FACTORS[unit]
    return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled.normalize()

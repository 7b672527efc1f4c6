"""What a cell of a statistics table says: a number, its unit, or the state in which it was left."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
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
_DASHES = frozenset(["/", "\\", "|", "*", "-", "--", "---", "—", "——", "–", "―", "─", "一"])
_WORDS_FOR_NONE = frozenset(["无", "暂无", "不涉及", "未涉及", "不适用", "n/a", "N/A", "na"])
_UNIT = "(?:[千万亿]|百万|千万)?元|人次|件次|[件条项个宗次人份篇起例部期场]"
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–]|增加?|减少?|↑|↓)?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\s+\d+)*)(?P<fraction>\.\d+)?"
    rf"\s*(?P<unit>{_UNIT})?"
)
_MINUS = frozenset("-−–减↓")
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


BLANK = CellValue("blank")
NOT_APPLICABLE = CellValue("not_applicable")
ILLEGIBLE = CellValue("illegible")


@lru_cache(maxsize=65536)
def text_to_value(text: str) -> CellValue | None:
    """The value of a cell, or None where its text is words: no number, nor like one, nor a mark for none.

    >>> text_to_value("１,２３４件")
    CellValue(state='reported', value=Decimal('1234'), raw_unit='件', joined=False)
    >>> text_to_value("减3").value, text_to_value("＋5").value, text_to_value("1276.5534万元").value
    (Decimal('-3'), Decimal('5'), Decimal('1276.5534'))
    >>> text_to_value(" ").state, text_to_value("／").state, text_to_value("规章")
    ('blank', 'not_applicable', None)
    >>> text_to_value("5①").state, text_to_value("0 0").state, text_to_value("12\\n3")
    ('illegible', 'illegible', CellValue(state='reported', value=Decimal('123'), raw_unit='', joined=True))
    """
    printed = without_artifacts(text).strip()
    plain = label_to_simplified(unicodedata.normalize("NFKC", printed))
    if not plain:
        return BLANK
    if plain in _DASHES or plain in _WORDS_FOR_NONE:
        return NOT_APPLICABLE
    # A raised or circled digit is a mark, and would fuse with the number beside it in normal width.
    marked = any(unicodedata.category(char) == "No" for char in printed)
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
    return CellValue("reported", value, match["unit"] or "", joined)


def to_stored_unit(value: Decimal, unit: str) -> Decimal:
    """Money in yuan, exactly; any other unit as it is.

    >>> to_stored_unit(Decimal("1276.5534"), "万元")
    Decimal('12765534')
    """
    if unit not in UNIT_FACTORS or unit == "元":
        return value
    scaled = value * UNIT_FACTORS[unit]
    return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled.normalize()

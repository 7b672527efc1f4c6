"""What a cell of a statistics table says: a number, its unit, or the state in which it was left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from transform.labels import printed_to_plain
from transform.model import State

UNIT_FACTORS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_DASHES = frozenset(["/", "\\", "|", "*", "-", "--", "---", "—", "——", "–", "―", "─", "一"])
_WORDS_FOR_NONE = frozenset(["无", "暂无", "不涉及", "未涉及", "不适用", "n/a", "N/A", "na"])
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–]|增加?|减少?|↑|↓)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<unit>亿元|万元|元|人次|件次|[件条项个宗次人份篇起例部期场])?"
)
_MINUS = frozenset("-−–减↓")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What one cell says: `value` in `raw_unit` as printed, None unless `state` is `reported`."""

    state: State
    value: Decimal | None = None
    raw_unit: str = ""


BLANK = CellValue("blank")
NOT_APPLICABLE = CellValue("not_applicable")


@lru_cache(maxsize=65536)
def text_to_value(text: str) -> CellValue | None:
    """The value of a cell, or None where its text is neither a number nor one of the marks for none.

    >>> text_to_value("１,２３４件")
    CellValue(state='reported', value=Decimal('1234'), raw_unit='件')
    >>> text_to_value("减3").value, text_to_value("＋5").value, text_to_value("1276.5534万元").value
    (Decimal('-3'), Decimal('5'), Decimal('1276.5534'))
    >>> text_to_value(" ").state, text_to_value("／").state, text_to_value("规章")
    ('blank', 'not_applicable', None)
    """
    plain = printed_to_plain(text)
    if not plain:
        return BLANK
    if plain in _DASHES or plain in _WORDS_FOR_NONE:
        return NOT_APPLICABLE
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if (match["sign"] or "+")[0] in _MINUS:
        value = -value
    return CellValue("reported", value, match["unit"] or "")


def has_digit(text: str) -> bool:
    """Whether a text holds a digit of any width."""
    return any(char.isdigit() for char in text)


def to_stored_unit(value: Decimal, unit: str) -> Decimal:
    """Money in yuan, exactly; any other unit as it is.

    >>> to_stored_unit(Decimal("1276.5534"), "万元")
    Decimal('12765534')
    """
    if unit not in UNIT_FACTORS or unit == "元":
        return value
    scaled = value * UNIT_FACTORS[unit]
    return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled.normalize()

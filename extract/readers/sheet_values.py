"""The value of a sheet's cell → its text."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta

_DIGITS = 15  # all that Excel keeps of a number; beyond them its files hold the noise of binary fractions
_MARKED_AS_TEXT = re.compile(r"^'(?=[-+]?\d[\d,.]*$)")  # typed to keep a number as text, and kept by exports
_RETURN = "_x000D_"  # how OOXML writes a carriage return within a text


def value_to_text(value: Value) -> str:
    """The stored value in plain digits: how many decimals, separators or signs a number format adds is not read.

    >>> [value_to_text(value) for value in (12.0, 0.1 + 0.2, 1276.5534, 1e15, -3, True, " 甲\\r\\n乙 ", "'12")]
    ['12', '0.3', '1276.5534', '1000000000000000', '-3', 'TRUE', ' 甲\\n乙 ', '12']
    >>> value_to_text(datetime.date(2021, 1, 20)), value_to_text(datetime.datetime(2021, 1, 20, 9, 30))
    ('2021-01-20', '2021-01-20 09:30:00')
    """
    if isinstance(value, str):
        text = value.replace(_RETURN, "").replace("\r\n", "\n").replace("\r", "\n")
        return _MARKED_AS_TEXT.sub("", text)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def place_to_name(row: int, column: int) -> str:
    """The name of a place counted from 0.

    >>> place_to_name(6, 1), place_to_name(0, 26), place_to_name(0, 702)
    ('B7', 'AA1', 'AAA1')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"

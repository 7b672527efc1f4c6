"""Dates as reports print them."""

from __future__ import annotations

import datetime
import re

_CHINESE_DIGITS = str.maketrans("〇○零ＯO一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile(r"[二2][〇○零ＯO0][〇○零ＯO0一二三四五六七八九]{2}(?=年)")
_CHINESE_DAY = re.compile(r"(?<=\d年)([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?")
_CHINESE_DATE = re.compile(
    r"([二2][〇○零ＯO0][〇○零ＯO0一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-/.])\s?(\d{1,2})(?:月|[-/.])\s?(\d{1,2})(?!\d)日?")


def text_to_date(text: str) -> datetime.date | None:
    """The first date in a text; None where it has none that exists.

    >>> text_to_date("2021年1月20日"), text_to_date("发布时间：2025-01-21 10:12:30")
    (datetime.date(2021, 1, 20), datetime.date(2025, 1, 21))
    >>> text_to_date("二〇二一年一月二十日"), text_to_date("2021年13月40日") is None
    (datetime.date(2021, 1, 20), True)
    """
    match = _DATE.search(text)
    if match:
        return _to_date(*(int(part) for part in match.groups()))
    chinese = _CHINESE_DATE.search(text)
    if chinese:
        year, month, day = chinese.groups()
        return _to_date(int(year.translate(_CHINESE_DIGITS)), _chinese_to_number(month), _chinese_to_number(day))
    return None


def chinese_years_to_digits(text: str) -> str:
    """Years written in Chinese digits, written in digits, and months and days that stand behind them.

    >>> chinese_years_to_digits("二〇二〇年，我局三〇年"), chinese_years_to_digits("二○一九年度")
    ('2020年，我局三〇年', '2019年度')
    >>> chinese_years_to_digits("二〇二二年一月一日至二〇二二年十二月三十一日")
    '2022年1月1日至2022年12月31日'
    """
    return _CHINESE_DAY.sub(_day_to_digits, _CHINESE_YEAR.sub(lambda m: m.group().translate(_CHINESE_DIGITS), text))


def _day_to_digits(match: re.Match[str]) -> str:
    month, day = match.groups()
    return f"{_chinese_to_number(month)}月" + (f"{_chinese_to_number(day)}日" if day else "")


def is_date_line(text: str) -> bool:
    """Whether a line is a date and little else, as under a signature.

    >>> is_date_line("  2021年1月20日 "), is_date_line("2021年1月20日，我局召开会议")
    (True, False)
    """
    plain = "".join(text.split()).strip("()（）")
    return bool(_DATE.fullmatch(plain) or _CHINESE_DATE.fullmatch(plain))


def without_dates(text: str) -> str:
    """The text without its dates."""
    return _CHINESE_DATE.sub("", _DATE.sub("", text))


def _to_date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _chinese_to_number(text: str) -> int:
    """A Chinese numeral below 100.

    >>> [_chinese_to_number(text) for text in ("九", "十", "十二", "二十", "三十一")]
    [9, 10, 12, 20, 31]
    """
    tens, ten, units = text.rpartition("十")
    value = int(units.translate(_CHINESE_DIGITS)) if units else 0
    return value + (int(tens.translate(_CHINESE_DIGITS)) * 10 if tens else 10) if ten else value

"""The counts in a stretch of folded prose: value, measure word, whether approximate, and what is no count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
# Longest first; what is not here is no measure word of a count that the reports state.
_MEASURES = (
    "人次|条次|篇次|件次|场次|起次|万元|条|件|宗|起|例|份|篇|场|次|期"
    "|名|人|位|个|则|项|部|册|幅|张|批|元|集|组|封|通|本|套"
)
# The years are most of the numbers of a report, and no counts: they are passed over without a name.
_NUMBER = re.compile(
    r"(?=[\d零〇一二两三四五六七八九十百千万])"  # as most characters begin no number
    r"(?:(?<!\d)(?:19|20)\d\d(?=年)"
    r"|(?:(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<han>[零〇一二两三四五六七八九十百千万]+))"
    r"(?P<more>[余多])?(?P<scale>[百千万亿]{1,2})?(?P<more2>[余多])?"
    rf"(?P<measure>{_MEASURES})?(?P<above>以上|左右|之多|有余)?)"
)
_ROUGHLY = re.compile(r"(?:约|近|将近|接近|超|超过|逾|突破|大约|大概|不少于|不低于|至少|达到近|过)(?:有|为|达|了)?$")
# What follows a bare or misread number makes it a date, an ordinal, a rate, an address or a rule, and no count.
_NOT_A_COUNT = re.compile(
    r"年|月|日|时|分|秒|小时|天|周|个?工作日|个月|个?百分点|%|‰|倍|号|楼|层|室|栋|岁|届|级|度|版|米|公里|平方|吨|亩|个自然日|[/@.\-—–~～_：][\dA-Za-z]|[A-Za-z]|\.|\+\d|以[下内]|[至到]\d"
)
# A bare number is a count only at the end of its words, or fused with the next (予以公开51不予公开10).
_BARE_END = re.compile(r"$|[^\u4e00-\u9fff]|[不无部予办答收网信当行诉复均占其结转全]")
_AFTER_MEASURE = re.compile(
    r"以[下内]|[（(]含\d|/|[-—–~～]\d|[至到](?!20\d\d年)\d|百分点|工作日|自然日|月|小时|第|标准|的部分"
)
_BEFORE = re.compile(r"[A-Za-z@./\-—–~～_〔\[#+×*]$|\d[:：至到]$|[第每同某另逐前Nn№]$|[连历]任$|每[^，；、]{1,4}$")
_BEFORE_HAN = re.compile(r"[第每任同某另逐唯这那哪统同万十百千]$|专$|上$|下$|首$|头$")
# 两个平台, 13个村: what is counted so, and named behind, is none of ours.
_PLACES = re.compile(
    r"个(?!自然人|公民|申请|企业|商业|法人|人)(?=[\u4e00-\u9fff](?<![均已都全其，]))|[项类者]?(?:均|皆|都)(?:无|没|未|为零)"
)
_IDIOM = re.compile(
    r"一(?:次申请|件事|条龙|次性|次办|站|口|场所|项一|个一|批|项|个|次次|人一|封信)|[一二两三四五](?:级|审|校|位一体|公|微)"
)
# 未收到一件申请, 没有发生1起: the one is part of the negation, and counts nothing.
_NOT_ONE = re.compile(
    r"(?:未|没有?|无)(?:曾|有|再|任何)*(?:收到|接到|接收|发生|出现|产生|受理|引发|引起|办理|存在)?(?:过|任何)?$"
)
_NOT_EVEN_ONE = re.compile(r"(?:也|都|均)(?:没|未|无)")
_QUOTED = re.compile(r"[“「『《〈\"][^”」』》〉\"]{0,60}[”」』》〉\"]|〔\d{2,4}〕\d+号?")
_ENUMERATOR = re.compile(r"[（(]?\d{1,2}[、.）)]$")
_FUSED_YEAR = re.compile(r"(\d{1,4})(?=20[0-4]\d$)")


class Quantity(NamedTuple):
    """A number at `start`, its measure word ending at `end`."""

    start: int
    end: int
    value: Decimal
    measure: str
    """Empty where none is printed."""
    approximate: bool


def text_to_quantities(text: str) -> Iterator[Quantity]:
    """Every count of a folded text, in order.

    >>> counts = text_to_quantities("公开1,438条，推送1.2万余篇，共三十五件，占85%")
    >>> [(str(count.value), count.measure, count.approximate) for count in counts]
    [('1438', '条', False), ('12000', '篇', True), ('35', '件', False)]
    """
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for found in _NUMBER.finditer(text):
        digits, han = found.group("digits", "han")
        if not (digits or han) or (quoted and any(start <= found.start() < end for start, end in quoted)):
            continue
        if (digits or han) in ("1", "一") and _is_none(text, found):
            continue
        quantity = _digits_to_quantity(text, found) if digits else _han_to_quantity(text, found)
        if quantity is not None:
            yield quantity


def han_to_number(han: str) -> int:
    """A number in Chinese numerals.

    >>> han_to_number("三十五"), han_to_number("一百零二"), han_to_number("一万二千"), han_to_number("二〇")
    (35, 102, 12000, 20)
    """
    if not any(letter in _SCALES for letter in han):
        return int("".join(str(_DIGITS[letter]) for letter in han))
    total = section = digit = 0
    for letter in han:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
            continue
        scale = _SCALES[letter]
        if scale >= 10_000:
            total, section = (total + section + digit) * scale, 0
        else:
            section += (digit or 1) * scale
        digit = 0
    return total + section + digit


def _is_none(text: str, found: re.Match[str]) -> bool:
    """Whether a one stands in a negation: 没有收到一件, 一件也没有发生."""
    if found["scale"] or not found["measure"]:
        return False
    before = _NOT_ONE.search(text, max(found.start() - 10, 0), found.start())
    return before is not None or _NOT_EVEN_ONE.match(text, found.end()) is not None


def _han_to_quantity(text: str, found: re.Match[str]) -> Quantity | None:
    before = text[max(found.start() - 1, 0) : found.start()]
    if (
        not found["measure"]
        or _PLACES.match(text, found.end("han"))
        or _BEFORE_HAN.search(before)
        or _IDIOM.match(text, found.start())
    ):
        return None
    if _AFTER_MEASURE.match(text, found.end()):
        return None
    return _build(text, found, Decimal(han_to_number(found["han"])))


def _digits_to_quantity(text: str, found: re.Match[str]) -> Quantity | None:
    digits, start = found["digits"], found.start()
    if _BEFORE.search(text, max(start - 6, 0), start):
        return None
    if not found["measure"]:
        if _ENUMERATOR.match(text[: found.end() + 1]):
            return None
        if text.startswith("年", found.end()) and (fused := _FUSED_YEAR.match(digits)):
            return Quantity(start, start + fused.end(), Decimal(fused[1]), "", approximate=False)
        if (
            not _BARE_END.match(text, found.end())
            or _NOT_A_COUNT.match(text, found.end())
            or (digits.startswith("0") and digits[1:2].isdigit())
        ):
            return None
    elif _AFTER_MEASURE.match(text, found.end()) or _PLACES.match(text, found.end("digits")):
        return None
    return _build(text, found, Decimal(digits.replace(",", "")))


def _build(text: str, found: re.Match[str], value: Decimal) -> Quantity:
    scale = found["scale"] or ""
    for letter in scale:
        value *= _SCALES[letter]
    roughly = _ROUGHLY.search(text, max(found.start() - 5, 0), found.start())
    approximate = bool(found["more"] or found["more2"] or found["above"] or roughly or "万" in scale or "亿" in scale)
    value = value.to_integral_value() if value == value.to_integral_value() else value
    return Quantity(found.start(), found.end(), value, found["measure"] or "", approximate)

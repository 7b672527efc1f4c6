"""Whatever way a number is printed it reads back exactly, and what is no number never becomes one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transform.numbers import COUNT_UNITS, UNIT_FACTORS, change_to_value, text_to_value

UNITS = sorted(COUNT_UNITS | UNIT_FACTORS.keys() | {"人", "人次"})
FULL_WIDTH = str.maketrans("0123456789,.+-", "０１２３４５６７８９，．＋－")
PLUS, MINUS = ("", "+", "＋", "增", "增加", "↑"), ("-", "－", "−", "–", "减", "减少", "↓")
BLANKS = ("", " ", "\n", "\t", "\u3000", "\xa0", " \n ", "\u200b", "\ufeff")


@st.composite
def printed_numbers(draw: st.DrawFn) -> tuple[str, Decimal, str]:
    """A number as somebody may print it, with its value and unit."""
    whole = draw(st.one_of(st.integers(0, 99), st.integers(0, 10**9)))
    fraction = draw(st.sampled_from(("", ".0", ".5", ".25", ".5534", ".000001")))
    negative = draw(st.booleans())
    digits = f"{whole:,}" if draw(st.booleans()) else str(whole)
    text = draw(st.sampled_from(MINUS if negative else PLUS)) + draw(st.sampled_from(("", " "))) + digits + fraction
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    unit = draw(st.sampled_from(UNITS))
    text += draw(st.sampled_from(("", " ", "\u3000"))) + unit
    value = Decimal(f"{whole}{fraction}")
    around = st.sampled_from(BLANKS)
    return draw(around) + text + draw(around), -value if negative else value, unit


@settings(max_examples=500, deadline=None)
@given(printed_numbers())
@example(("减３", Decimal(-3), ""))
@example(("１,２７６.５５３４ 万元", Decimal("1276.5534"), "万元"))
def test_a_number_reads_back_exactly(printed: tuple[str, Decimal, str]) -> None:
    text, value, unit = printed
    read = text_to_value(text)
    assert read is not None, text
    assert (read.state, read.value, read.raw_unit, read.joined) == ("reported", value, unit, False)


WORDS = st.text("公开申请信息规章的第约每合计无年月日号类增减上下、%:/&#@()（）“”xyzABC", min_size=1, max_size=6)
NUMBERS = st.integers(0, 10**6).map(str)


@settings(max_examples=500, deadline=None)
@given(NUMBERS, WORDS, st.one_of(NUMBERS, st.just("")))
def test_words_around_a_number_are_no_number(number: str, words: str, rest: str) -> None:
    """Also where only a part of the words has a meaning behind a number: no unit and no sign stands between two."""
    for text in {words + number + words, number + words + number, words + number + "x", rest + words}:
        read = text_to_value(text)
        assert read is None or read.state != "reported" or text.strip("增减共计、") in (number, rest), text


@settings(max_examples=300, deadline=None)
@given(
    NUMBERS, st.sampled_from(("/", ":", ";", "~", "、", "*", "--", "+", "-", ",,", "..", "|", "①", "²", "[1]")), NUMBERS
)
def test_two_numbers_are_not_one(first: str, between: str, second: str) -> None:
    read = text_to_value(first + between + second)
    assert read is None or (read.state, read.value) == ("illegible", None)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 10**6).map(str), st.sampled_from((" ", "\n", "\u3000", "\n\n")), NUMBERS)
def test_digits_with_a_gap_say_so(first: str, gap: str, second: str) -> None:
    read = text_to_value(first + gap + second)
    assert read is not None
    assert read.joined
    assert read.value == Decimal(first + second)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=8))
def test_any_text_is_read_without_an_error_and_a_value_needs_a_digit(text: str) -> None:
    read = text_to_value(text)
    if read is not None and read.value is not None and not read.noted and text.strip() not in ("零", "〇", "○"):
        assert any(char.isdecimal() for char in text)
        assert read.value == Decimal(
            "".join(str(int(c)) if c.isdecimal() else c for c in text if c.isdecimal() or c == ".")
        ).copy_abs() * (-1 if read.value < 0 else 1)


@pytest.mark.parametrize(
    "text",
    [
        "2021-01-05",
        "10%",
        "3/4",
        "1.2.3",
        "1,23",
        "12,3456",
        "第5",
        "①5",
        "5①7",
        "5(1)",
        "±5",
        "Ⅳ",
        "四",
        "½",
        "1e5",
        "0x10",
    ],
)
def test_what_looks_like_a_number_and_is_none(text: str) -> None:
    read = text_to_value(text)
    assert read is None or read.value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5①", 5),
        ("5[1]", 5),
        ("1486[①]", 1486),
        ("73*", 73),
        ("1,234（注）", 1234),
        ("2.5万元②", Decimal("2.5")),
        ("12²", 12),
    ],
)
def test_a_mark_behind_a_number_points_to_a_note(text: str, value: Decimal) -> None:
    read = text_to_value(text)
    assert read is not None
    assert (read.state, read.value, read.noted) == ("reported", value, True)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("￥981,358.00", Decimal("981358.00"), ""),
        ("0（件）", Decimal(0), "件"),
        ("69.7064万", Decimal("69.7064"), "万"),
        ("—5", Decimal(-5), ""),
        ("零", Decimal(0), ""),
        ("〇", Decimal(0), ""),
        ("1\xa01\xa03\xa0.\xa00\xa04", Decimal("113.04"), ""),
    ],
)
def test_rarer_ways_to_print_a_number(text: str, value: Decimal, unit: str) -> None:
    read = text_to_value(text)
    assert read is not None
    assert (read.state, read.value, read.raw_unit) == ("reported", value, unit)


def test_nothing_changed() -> None:
    assert change_to_value("持平") == change_to_value(" 不 变 ") == text_to_value("0")
    assert text_to_value("持平") is None

"""What a line says once look-alikes are taken together and its shape is known."""

from __future__ import annotations

import pytest

from extract.document import CERTAIN
from extract.readers.scan_marks import Marks
from extract.readers.scan_numbers import lines_to_text, reading_to_line, reading_to_number, reading_to_words
from extract.readers.scan_recogniser import LineReading


def line(*choices: str | tuple[tuple[str, float], ...]) -> LineReading:
    """A reading: a text of certain characters, or the choices of a character."""
    found: list[tuple[tuple[str, float], ...]] = []
    for choice in choices:
        found += [((char, 0.99),) for char in choice] if isinstance(choice, str) else [choice]
    return LineReading(tuple(found))


ZERO_OR_O = (("O", 0.55), ("0", 0.44))
ONE_OR_SLASH = (("1", 0.6), ("/", 0.39))
OTHER = Marks("other", free=True)


def test_look_alikes_that_mean_the_same_are_one() -> None:
    number = reading_to_number(line(ZERO_OR_O))
    assert number is not None
    assert (number.text, number.confidence >= CERTAIN) == ("0", True)


def test_look_alikes_that_mean_different_things_are_not() -> None:
    number = lines_to_text([line(ONE_OR_SLASH)], Marks("leaning", free=True))
    assert number.confidence < CERTAIN


@pytest.mark.parametrize(
    ("read", "shape", "text"),
    [("1", "slash", "/"), ("/", "slash", "/"), ("1", "upright", "1"), ("二", "dash", "-"), ("一", "dash", "-")],
)
def test_the_shape_decides(read: str, shape: str, text: str) -> None:
    found = lines_to_text([line(read)], Marks(shape, free=True))  # type: ignore[arg-type]
    assert (found.text, found.confidence >= CERTAIN) == (text, True)


@pytest.mark.parametrize(("read", "shape"), [("/", "upright"), ("-", "other"), ("1", "leaning")])
def test_a_shape_that_contradicts_leaves_doubt(read: str, shape: str) -> None:
    assert lines_to_text([line(read)], Marks(shape, free=True)).confidence < CERTAIN  # type: ignore[arg-type]


def test_what_touches_the_border_is_in_doubt() -> None:
    assert lines_to_text([line("1")], Marks("upright", free=False)).confidence < CERTAIN
    assert lines_to_text([line("12")], Marks("other", free=False)).confidence < CERTAIN


def test_a_page_number_between_dashes() -> None:
    assert reading_to_line(line("一12一")).text == "-12-"
    assert reading_to_line(line("一是加强统筹")).text == "一是加强统筹"


def test_words_stay_as_they_are() -> None:
    assert reading_to_number(line("规章")) is None
    assert lines_to_text([line("（一）予以"), line("公开")], None).text == "（一）予以\n公开"
    assert lines_to_text([line("O型")], OTHER).text == "O型"


def test_a_number_over_two_lines_is_one_where_commas_prove_it() -> None:
    assert lines_to_text([line("1,0"), line("49")], None).text == "1,049"
    assert lines_to_text([line("12"), line("3")], None).text == "12\n3"


def test_spaces_between_wide_digits_are_none() -> None:
    assert lines_to_text([line("1 2")], OTHER).text == "12"


def test_the_width_of_punctuation_leaves_no_doubt_and_a_digit_does() -> None:
    assert reading_to_words(line("全年公开", (("，", 0.5), (",", 0.49)), "共5条")).confidence >= CERTAIN
    assert reading_to_words(line("全年公开", (("3", 0.5), ("8", 0.49)), "条信息")).confidence < CERTAIN


def test_a_second_look_makes_surer_or_doubtful() -> None:
    first = line((("3", 0.85), ("8", 0.1)))
    assert lines_to_text([first], None).confidence < CERTAIN
    assert lines_to_text([first], None, [line((("3", 0.8), ("8", 0.1)))]).confidence >= CERTAIN
    for other in ("33", "8", "规章"):
        found = lines_to_text([line("3")], None, [line(other)])
        assert (found.text, found.confidence < CERTAIN) == ("3", True)

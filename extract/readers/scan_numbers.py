"""A line as the model read it → the number, dash or word that it is, and how sure that is.

Characters that look alike and mean the same in a cell of numbers (0, O and 〇; a dash in any length and 一) are one
character: their probabilities add up. Those that look alike and mean different things (1 and /, 3 and 8) are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extract.readers.scan_marks import Marks
from extract.readers.scan_recogniser import Choice, LineReading

_ALIKE = {
    "0": "0OoΟОо〇○◯Ｏｏ",
    "1": "1lI|丨ｌＩ│",
    "-": "-－—–―─一_ˉ﹣−ー~¯﹘‐‑",
    "/": "/／╱∕⁄",
    ",": ",，‚",
    ".": ".．·•﹒",
    "+": "+＋十",
    ":": ":：",
    "(": "(（",
    ")": ")）",
}
_TO_PLAIN = {char: plain for plain, chars in _ALIKE.items() for char in chars}
_OF_NUMBERS = frozenset("0123456789-/,.+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_PAGE_NUMBER_LENGTH = 8  # characters of `— 12 —`
_PROVEN, _DOUBTFUL = 0.97, 0.5
_WITH_NUMBERS = frozenset("元万亿千百件条项个宗次份起例篇增减加少")


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text and the confidence in it, 0 to 1."""

    text: str
    confidence: float


def lines_to_text(
    readings: Sequence[LineReading], marks: Marks | None, again: Sequence[LineReading | None] = ()
) -> TextReading:
    """The text of a cell that is not blank, with the confidence in it; `marks` is the shape of its only line.

    `again` is what a second look at each line gave, None where there was none.
    """
    numbers = [_confirmed(reading, second) for reading, second in zip_longest(readings, again)]
    if marks is not None and (shown := _shape_to_text(numbers[0], marks)) is not None:
        return shown
    if all(number is not None for number in numbers):
        return _joined([number for number in numbers if number is not None])
    lines = [reading_to_words(reading) for reading in readings]
    return TextReading("\n".join(line.text.strip() for line in lines), min(line.confidence for line in lines))


def _confirmed(reading: LineReading, again: LineReading | None) -> TextReading | None:
    """The number of a line: surer where a second look reads the same, in doubt where it reads anything else."""
    first = reading_to_number(reading)
    if first is None or again is None:
        return first
    second = reading_to_number(again)
    if second is None or second.text != first.text:
        return TextReading(first.text, min(first.confidence, _DOUBTFUL))
    return TextReading(first.text, 1 - (1 - first.confidence) * (1 - second.confidence))


def _shape_to_text(number: TextReading | None, marks: Marks) -> TextReading | None:
    """What the shape of a cell's ink says of it together with what was read; None where it says nothing."""
    read = number.text if number is not None else ""
    if not marks.free:
        return TextReading(read, min(number.confidence, _DOUBTFUL)) if number is not None else None
    if marks.shape == "dash":
        return TextReading(read if read and set(read) == {"-"} else "-", _PROVEN)
    if marks.shape == "slash" and read in ("/", "1", ""):
        return TextReading("/", _PROVEN)
    if read == "1" and marks.shape == "upright":
        return number
    if number is not None and (read in ("/", "1") or set(read) == {"-"}):
        return TextReading(read, min(number.confidence, _DOUBTFUL))
    return None


def _joined(numbers: Sequence[TextReading]) -> TextReading:
    """A number wrapped in a narrow cell: as printed over its lines, but one where its commas prove it."""
    confidence = min(number.confidence for number in numbers)
    whole = "".join(number.text for number in numbers)
    text = whole if _THOUSANDS.fullmatch(whole) else "\n".join(number.text for number in numbers)
    return TextReading(text, confidence)


def reading_to_number(reading: LineReading) -> TextReading | None:
    """The number or mark for none of a line; None where the line holds words.

    >>> reading_to_number(LineReading(((("O", 0.6), ("0", 0.39)),))).text
    '0'
    >>> reading_to_number(LineReading(((("规", 1.0),), (("章", 1.0),)))) is None
    True
    """
    plain = [_best_plain(choice) for choice in reading.choices if choice[0][0] != " "]
    text = "".join(char for char, _ in plain)
    if not text or not all(char in _OF_NUMBERS or char in _WITH_NUMBERS for char in text):
        return None
    if not any(char in _OF_NUMBERS for char in text):
        return None
    spaced = any(choice[0][0] == " " for choice in reading.choices)
    return TextReading(text, min(score for _, score in plain) * (0.99 if spaced else 1.0))


def reading_to_line(reading: LineReading) -> TextReading:
    """A line outside of tables: words, or a page number between dashes that look like 一."""
    number = reading_to_number(reading) if len(reading.choices) <= _PAGE_NUMBER_LENGTH else None
    return number or reading_to_words(reading)


def reading_to_words(reading: LineReading) -> TextReading:
    """The text of a line as it is, sure of its digits and on the whole of its words.

    Brackets and punctuation of either width are one.
    """
    if not reading.choices:
        return TextReading("", 0.0)
    scored = [(choice[0][0], _score(choice)) for choice in reading.choices]
    digits = [score for char, score in scored if char.isdigit()]
    mean = sum(score for _, score in scored) / len(scored)
    return TextReading(reading.text, min([mean, *digits]))


def _best_plain(choice: Choice) -> tuple[str, float]:
    """The most probable character, look-alikes taken together."""
    sums: dict[str, float] = {}
    for char, score in choice:
        plain = _TO_PLAIN.get(char) or unicodedata.normalize("NFKC", char)
        sums[plain] = sums.get(plain, 0.0) + score
    best = max(sums, key=lambda char: sums[char])
    return best, sums[best]


def _score(choice: Choice) -> float:
    """How probable the first character is, whatever its width."""
    first = unicodedata.normalize("NFKC", choice[0][0])
    return sum(score for char, score in choice if unicodedata.normalize("NFKC", char) == first)

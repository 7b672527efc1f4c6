"""Characters to lines and paragraphs, whatever boxes their fonts give them."""

from __future__ import annotations

from extract.readers.pdf_lines import chars_to_lines, lines_to_paragraphs
from extract.readers.pdf_page import Char


def line_of(text: str, top: float, size: float = 10.0) -> list[Char]:
    return [Char(at * size, top, (at + 1) * size, top + size, char) for at, char in enumerate(text)]


def low(chars: list[Char], marks: str) -> list[Char]:
    """Punctuation of a fallback font: a box of a quarter of the height, on the baseline."""
    return [char._replace(top=char.bottom - 2.5) if char.text in marks else char for char in chars]


def test_low_punctuation_stays_in_its_line() -> None:
    printed = ["共收到申请422件，其中", "网上363件、信函59件。"]
    chars = [char for at, text in enumerate(printed) for char in low(line_of(text, 100.0 + 14 * at), "，、。")]
    assert [line.text for line in chars_to_lines(chars, 1)] == printed


def test_a_page_of_nothing_has_no_lines() -> None:
    assert chars_to_lines([], 1) == []


def test_an_open_bracket_goes_on_in_the_next_line() -> None:
    lines = chars_to_lines([*line_of("发布总数量（非新闻类、消息", 100.0), *line_of("类）：164", 114.0)], 1)
    (paragraph,) = lines_to_paragraphs(lines, lambda line: (0.0, 500.0))
    assert "".join(line.text for line in paragraph) == "发布总数量（非新闻类、消息类）：164"

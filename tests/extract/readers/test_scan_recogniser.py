"""The recogniser on lines drawn with a font that every machine has."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from extract.errors import ConfigurationError
from extract.readers import scan_recogniser
from extract.readers.scan_recogniser import line_to_columns, recognise


def drawn(text: str) -> NDArray[np.uint8]:
    font = ImageFont.load_default(30)
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (int(right - left) + 12, int(bottom - top) + 12), 255)
    ImageDraw.Draw(picture).text((6 - left, 6 - top), text, font=font, fill=10)
    return np.asarray(picture)


def test_numbers_of_any_length_are_read_in_their_order() -> None:
    texts = ["3", "1,234", "12", "480.693", "8", "+5", "2019", "7"]
    assert [reading.text for reading in recognise([drawn(text) for text in texts])] == texts


def test_nothing_to_read() -> None:
    assert recognise([]) == []
    assert recognise([np.full((40, 60), 255, np.uint8)])[0].text == ""


def test_what_a_line_costs_is_bounded() -> None:
    assert line_to_columns(np.zeros((48, 10), np.uint8)) == 48
    assert line_to_columns(np.zeros((48, 96), np.uint8)) == 96
    assert line_to_columns(np.zeros((10, 50_000), np.uint8)) == 2048


def test_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_OCR_THREADS", "1")
    assert scan_recogniser._threads() == 1
    monkeypatch.setenv("GONGKAI_OCR_THREADS", "many")
    with pytest.raises(ConfigurationError, match="GONGKAI_OCR_THREADS"):
        scan_recogniser._threads()

"""Scans and pictures of tables: the same bytes each time, and pages without a text layer."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from sample.fonts import MISSING, find_fonts
from sample.generate import generate

pytestmark = pytest.mark.skipif(not find_fonts(), reason=MISSING)


def test_scans_are_pictures_and_reproducible(tmp_path: Path) -> None:
    first, second = (
        generate(tmp_path / name, count=1, years=range(2021, 2022), formats=("scan_pdf",), damaged=0.0)
        for name in ("a", "b")
    )
    for document, twin in zip(first.documents, second.documents, strict=True):
        assert document.sha256 == twin.sha256
        with pypdfium2.PdfDocument(first.read(document)) as pdf:
            assert all(not page.get_textpage().count_chars() for page in pdf)


def test_tables_as_pictures(tmp_path: Path) -> None:
    corpus = generate(
        tmp_path,
        count=3,
        years=range(2021, 2024),
        formats=("html_picture", "docx_picture", "picture"),
        damaged=0.0,
    )
    page, word, picture = (corpus.read(document) for document in corpus.documents)
    assert page.count(b'src="data:image/png;base64,') >= 3
    assert b"word/media/image1.png" in word
    assert picture.startswith(b"\x89PNG")

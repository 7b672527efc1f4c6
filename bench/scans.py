"""A scanned page: the whole way to cells against recognition of the whole page, in seconds that a user waits."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean

import numpy as np
import pypdfium2
from PIL import Image

from extract.document import Document
from extract.read import read_document
from sample.corpus import Corpus
from sample.fonts import MISSING, find_fonts
from sample.generate import generate

DPI = 200
TARGET_SECONDS = 4.0
_LEAST_CELLS = 60
_PAGES = 4


def print_scans(folder: Path) -> bool:
    """Seconds of a page with a table, ours and rapidocr's on the whole page; whether ours are few enough."""
    if not find_fonts():
        print(f"\nscanned page: left out, {MISSING}")
        return True
    corpus = generate(folder, seed=3, count=3, years=range(2021, 2024), formats=("scan_pdf_200",), damaged=0.0)
    whole_page = _load_whole_page()
    ours: list[float] = []
    theirs: list[float] = []
    for page in _pages_with_a_table(corpus):
        ours.append(_seconds(_read, page))
        theirs.append(_seconds(whole_page, page))
    held = fmean(ours) <= TARGET_SECONDS
    print(
        f"\nscanned page with a table, {DPI} dpi: {fmean(ours):.1f} s (at most {max(ours):.1f}), rapidocr on the whole"
        f" page {fmean(theirs):.1f} s, ratio {fmean(theirs) / fmean(ours):.1f}, target {TARGET_SECONDS:g} s"
        f" {'' if held else 'missed'}"
    )
    return held


def _pages_with_a_table(corpus: Corpus) -> Iterator[bytes]:
    """PNG files of the pages that hold a large table, as many as are timed; the first reading loads the model."""
    found = 0
    for document in corpus.documents:
        with pypdfium2.PdfDocument(corpus.read(document)) as pdf:
            for page in pdf:
                buffer = io.BytesIO()
                page.render(scale=DPI / 72).to_pil().convert("RGB").save(buffer, "PNG")
                cells = [len(table.cells) for table in _read(buffer.getvalue()).tables()]
                if found < _PAGES and sum(count >= _LEAST_CELLS for count in cells) == 1:
                    found += 1
                    yield buffer.getvalue()


def _read(page: bytes) -> Document:
    return read_document(page, name="page.png")


def _load_whole_page() -> Callable[[bytes], object]:
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from rapidocr import RapidOCR  # noqa: PLC0415 - it logs when it is imported

    engine = RapidOCR(params={"Global.log_level": "error"})

    def recognise(page: bytes) -> object:
        with Image.open(io.BytesIO(page)) as image:
            return engine(np.asarray(image.convert("RGB")))

    return recognise


def _seconds(function: Callable[[bytes], object], page: bytes) -> float:
    started = time.perf_counter()
    function(page)
    return time.perf_counter() - started

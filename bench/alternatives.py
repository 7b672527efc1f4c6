"""What is compared: gongkai's way from bytes to facts, and how a script would take the tables alone out of a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
import pandas as pd
import pdfplumber

from extract.encoding import bytes_to_declared_charset, bytes_to_text
from extract.read import read_document
from transform.facts import document_to_reading
from transform.model import Reading


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: gongkai against `tables` on documents of `formats` from `least_bytes` on."""

    name: str
    against: str
    formats: tuple[str, ...]
    suffix: str
    tables: Callable[[bytes], Sequence[object]]
    """The alternative: every table of a document, nothing else."""
    target: float
    """How many times as fast as the alternative gongkai has to be."""
    documents: int
    least_bytes: int = 0

    def facts(self, data: bytes) -> Reading:
        """Bytes to facts, as a reader process does it."""
        return document_to_reading(read_document(data, name=f"report{self.suffix}"))


def page_to_frames(data: bytes) -> Sequence[object]:
    """pandas with its fastest parser; it has to be told the encoding, which costs next to nothing here."""
    encoding = bytes_to_text(data[:4096], bytes_to_declared_charset(data)).encoding
    page: Any = io.BytesIO(data)  # which pandas reads, and its stubs do not allow
    return pd.read_html(page, flavor="lxml", encoding=encoding)


def pdf_to_tables(data: bytes) -> Sequence[object]:
    """pdfplumber, page by page."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def docx_to_cells(data: bytes) -> Sequence[object]:
    """python-docx's `cell(r, c)`, the way its documentation shows."""
    tables = docx.Document(io.BytesIO(data)).tables
    return [
        [[table.cell(row, column).text for column in range(len(table.columns))] for row in range(len(table.rows))]
        for table in tables
    ]


COMPARISONS = (
    Comparison(
        "page (20–100 KB)", "pandas.read_html, lxml", ("html", "html_gb"), ".html", page_to_frames, 1, 40, 20_000
    ),
    Comparison("PDF", "pdfplumber.extract_tables", ("pdf",), ".pdf", pdf_to_tables, 6, 16),
    Comparison("DOCX", "python-docx cell(r, c)", ("docx",), ".docx", docx_to_cells, 50, 8),
)
